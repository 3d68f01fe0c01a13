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
	var lost []spec.Param
	for _, param := range op.Params {
		if param.In != spec.InQuery {
			continue
		}
		names := param.QueryNames().Names
		missing := slices.DeleteFunc(slices.Clone(names), func(name string) bool {
			return inPattern.Has(name) || forwards(e.InputQueryStrings.V, b.InputQueryStrings.V, name)
		})
		for _, name := range missing {
			one := param
			// An object comes under the names of its properties, of which some will do.
			one.Name, one.Required = name, param.Required && len(missing) == len(names)
			lost = append(lost, one)
		}
	}
	p.lostParams(b, "query parameter", "input_query_strings", lost, len(b.InputQueryStrings.V) == 0)
}

// forwards reports whether a query parameter passes the endpoint's list and
// then the backend's, which only narrows.
func forwards(endpoint, backend []string, name string) bool {
	return (star(endpoint) || slices.Contains(endpoint, name)) && (len(backend) == 0 || slices.Contains(backend, name))
}

// lostParams reports the parameters of an operation that do not reach the
// backend: each that it needs, and in one finding those that it can do without.
func (p *Pass) lostParams(b *config.Backend, kind, field string, lost []spec.Param, addable bool) {
	e, op := b.Endpoint, p.operation(b)
	var spare []string
	for _, param := range lost {
		if !param.Required {
			spare = append(spare, param.Name)
			continue
		}
		f := at(p.report(e.Object, field, "%s needs the %s %q, which is not forwarded", p.who(b), kind, param.Name), e, b)
		f.Related = []diag.Related{{Label: "spec", Message: op.Method + " " + op.Path, Span: param.Span}}
		if addable {
			p.fix(f, true, fmt.Sprintf("add %q to %s", param.Name, field), add(e.Object, field, param.Name))
		}
	}
	if len(spare) == 0 {
		return
	}
	f := at(p.report(e.Object, field, "%s reads the %ss %s, which are not forwarded", p.who(b), kind, oneOf(spare)), e, b)
	f.Severity, f.Effect = diag.Info, diag.Wrong
	f.Related = []diag.Related{{Label: "spec", Message: op.Method + " " + op.Path, Span: op.Span}}
}
