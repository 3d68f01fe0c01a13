package rule

import (
	"net/url"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/spec"
)

var credentialsNotForwarded = Rule{
	ID:       "credentials-not-forwarded",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the credentials that a backend asks for reach it.",
	Why:      `The specification says that the backend lets nobody in without credentials. Headers are forwarded only where input_headers names them: without it every call is refused.`,
	Fix:      "name the header in input_headers, or let the gateway log in by auth/client-credentials",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Authorization"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        },
        "security": [{"token": []}]
      }
    }
  },
  "components": {"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}}
}`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Authorization": "Bearer x"},
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{NotSent: "Authorization: Bearer x"},
		Good:    Outcome{Sent: "Authorization: Bearer x"},
	},
	Backend: checkCredentialsNotForwarded,
}

func checkCredentialsNotForwarded(p *Pass, b *config.Backend) {
	op, e := p.operation(b), b.Endpoint
	if op == nil || e == nil || len(op.Security.Alternatives) == 0 || recoded(b) || rewritten(e) || hasAny(e.Extra, "modifier/lua-endpoint") {
		return
	}
	var missing string
	for _, alternative := range op.Security.Alternatives {
		lost := ""
		for _, r := range alternative {
			if name := p.lostCredential(b, r); name != "" {
				lost = name
			}
		}
		if lost == "" {
			return
		}
		missing = lost
	}
	f := at(p.report(e.Object, "input_headers", "%s asks for credentials in %s, which is not forwarded", p.who(b), missing), e, b)
	f.Related = []diag.Related{{Label: "spec", Message: op.Method + " " + op.Path, Span: op.Security.Span}}
	if len(b.InputHeaders.V) == 0 && missing == "Authorization" {
		p.fix(f, false, `add "Authorization" to "input_headers"`, add(e.Object, "input_headers", missing))
	}
}

// lostCredential names what carries a credential when it does not reach the
// backend, "" where it does or cannot be told.
func (p *Pass) lostCredential(b *config.Backend, r spec.Requirement) string {
	carrier := "Authorization"
	switch r.Type {
	case "http", "oauth2", "openIdConnect":
	case "apiKey":
		switch r.In {
		case spec.InQuery:
			_, fixed, _ := strings.Cut(b.URLPattern.V, "?")
			if values, _ := url.ParseQuery(fixed); values.Has(r.Name) || forwards(b.Endpoint.InputQueryStrings.V, b.InputQueryStrings.V, r.Name) {
				return ""
			}
			return r.Name
		case spec.InCookie:
			carrier = "Cookie"
		default:
			carrier = r.Name
		}
	default:
		return ""
	}
	if p.headerArrives(b, carrier) {
		return ""
	}
	return carrier
}
