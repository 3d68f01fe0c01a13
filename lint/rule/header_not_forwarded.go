package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/spec"
)

var headerNotForwarded = Rule{
	ID:       "header-not-forwarded",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the headers that a backend needs reach it.",
	Why:      `An endpoint forwards only the headers that input_headers names, and Content-Type alone by default. A backend that needs another, or the credentials that it asks for, refuses the call.`,
	Fix:      "name the header in input_headers",
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
      "input_headers": ["X-Tenant"],
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
        "parameters": [
          {
            "name": "X-Tenant",
            "in": "header",
            "required": true,
            "schema": {"type": "string"}
          }
        ]
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-Tenant": "a"},
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{NotSent: "X-Tenant: a"},
		Good:    Outcome{Status: 200, Sent: "X-Tenant: a"},
	},
	Backend: checkHeaderNotForwarded,
}

func checkHeaderNotForwarded(p *Pass, b *config.Backend) {
	op, e := p.operation(b), b.Endpoint
	if op == nil || e == nil || recoded(b) || rewritten(e) || hasAny(e.Extra, "modifier/lua-endpoint") {
		return
	}
	var lost, cookies []spec.Param
	for _, param := range op.Params {
		if param.In == spec.InCookie && param.Required && !p.headerArrives(b, "Cookie") {
			cookies = append(cookies, param)
		}
		if param.In == spec.InHeader && !gatewayHeader(op, param.Name) && !p.headerArrives(b, param.Name) {
			lost = append(lost, param)
		}
	}
	p.lostParams(b, "header", "input_headers", lost, len(b.InputHeaders.V) == 0)
	for _, param := range cookies {
		f := at(p.report(e.Object, "input_headers", "%s needs the cookie %q, and Cookie is not forwarded", p.who(b), param.Name), e, b)
		f.Related = []diag.Related{{Label: "spec", Message: op.Method + " " + op.Path, Span: param.Span}}
	}
}

// gatewayHeader reports whether the gateway or its client library sets a header
// by itself, so that a document may name it without need. OpenAPI 3 says of
// Authorization that a parameter of that name means nothing.
func gatewayHeader(op *spec.Operation, name string) bool {
	switch strings.ToLower(name) {
	case "host", "content-length", "content-type", "accept", "user-agent", "accept-encoding", "connection":
		return true
	case "authorization":
		return strings.HasPrefix(op.Service.Format, "openapi")
	}
	return false
}

// headerArrives reports whether a header of the client, or one that the gateway
// makes, reaches the backend.
func (p *Pass) headerArrives(b *config.Backend, name string) bool {
	e := b.Endpoint
	if strings.EqualFold(name, "Authorization") && hasAny(b.Extra, "auth/client-credentials", "auth/aws-sigv4", "auth/gcp", "auth/ntlm") {
		return true
	}
	if !star(e.InputHeaders.V) && !has(e.InputHeaders.V, name) {
		return false
	}
	return len(b.InputHeaders.V) == 0 || has(b.InputHeaders.V, name)
}
