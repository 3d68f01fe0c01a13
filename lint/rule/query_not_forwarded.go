package rule

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/spec"
)

var queryNotForwarded = Rule{
	ID:       "query-not-forwarded",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the query parameters that a backend needs reach it.",
	Why:      `An endpoint forwards only the query parameters that input_query_strings names, and none by default. A backend that needs one answers with an error, or as if it had not been sent.`,
	Fix:      "name the parameter in input_query_strings",
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
      "input_query_strings": ["page"],
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
            "name": "page",
            "in": "query",
            "required": true,
            "schema": {"type": "integer"}
          }
        ]
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users?page=2",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{Sent: "GET /users", NotSent: "GET /users?page=2"},
		Good:    Outcome{Status: 200, Sent: "GET /users?page=2"},
	},
	Backend: checkQueryNotForwarded,
}

func checkQueryNotForwarded(p *Pass, b *config.Backend) {
	op, e := p.operation(b), b.Endpoint
	if op == nil || e == nil || recoded(b) || rewritten(e) || hasAny(e.Extra, "modifier/lua-endpoint") {
		return
	}
	_, fixed, _ := strings.Cut(b.URLPattern.V, "?")
	inPattern, _ := url.ParseQuery(fixed)
	for _, param := range op.Params {
		if param.In != spec.InQuery || inPattern.Has(param.Name) || forwards(e.InputQueryStrings.V, b.InputQueryStrings.V, param.Name) {
			continue
		}
		p.lostParam(b, param, "input_query_strings", e.InputQueryStrings.V, b.InputQueryStrings.V)
	}
}

// forwards reports whether a query parameter passes the endpoint's list and
// then the backend's, which only narrows.
func forwards(endpoint, backend []string, name string) bool {
	return (star(endpoint) || slices.Contains(endpoint, name)) && (len(backend) == 0 || slices.Contains(backend, name))
}

// lostParam reports a parameter of the operation that does not reach the
// backend: grave where it is required, worth knowing where it is not and the
// endpoint forwards nothing of its kind.
func (p *Pass) lostParam(b *config.Backend, param spec.Param, field string, endpoint, backend []string) {
	e := b.Endpoint
	kind := "query parameter"
	if param.In == spec.InHeader {
		kind = "header"
	}
	f := at(p.report(e.Object, field, "the %s %q of %s is not forwarded", kind, param.Name, p.who(b)), e, b)
	if !param.Required {
		f.Severity, f.Effect = diag.Info, diag.Wrong
	} else {
		f.Message = fmt.Sprintf("%s needs the %s %q, which is not forwarded", p.who(b), kind, param.Name)
	}
	f.Related = []diag.Related{{Label: "spec", Message: p.operation(b).Method + " " + p.operation(b).Path, Span: param.Span}}
	if len(backend) == 0 && !star(endpoint) {
		p.fix(f, param.Required, fmt.Sprintf("add %q to %s", param.Name, field), add(e.Object, field, param.Name))
	}
}
