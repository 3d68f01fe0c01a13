package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var operationNotInSpec = Rule{
	ID:       "operation-not-in-spec",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the backend has the path and method that are called.",
	Why:      `The backend's specification has no such path, or not with this method. The call ends with 404 or 405, and the client gets a 500.`,
	Fix:      "call a path and method of the specification",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/people"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
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
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}, "*": {Status: 404, Body: ""}},
		Good:    Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkOperationNotInSpec,
}

func checkOperationNotInSpec(p *Pass, b *config.Backend) {
	c := p.call(b)
	if !c.known || c.op != nil || c.ambiguous || notHTTP(b) || recoded(b) || p.loose {
		return
	}
	field := "url_pattern"
	if strings.HasPrefix(c.why, "path ") && b.Method.Set() {
		field = "method"
	}
	p.report(b.Object, field, "%s does not have %s %s: %s", p.who(b), b.HTTPMethod(), b.URLPattern.V, c.why)
}
