package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var methodBodyMismatch = Rule{
	ID:       "method-body-mismatch",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a backend that takes a body gets one.",
	Why:      `Clients send no body with a GET. A backend that is called with POST, PUT or PATCH then gets an empty one.`,
	Fix:      "give the endpoint the backend's method",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "method": "POST"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "method": "POST"
        }
      ]
    }
  ]
}
`,
	NoProof: "it is a matter of what clients send",
	Backend: checkMethodBodyMismatch,
}

func checkMethodBodyMismatch(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || e.HTTPMethod() != "GET" || recoded(b) || rewritten(e) || notHTTP(b) || b.Extra.Get("backend/graphql") != nil {
		return
	}
	switch b.HTTPMethod() {
	case "POST", "PUT", "PATCH":
	default:
		return
	}
	if op := p.operation(b); op != nil && op.Body == nil || isTrue(e.Extra.Get("proxy").Get("sequential")) {
		return
	}
	p.report(b.Object, "method", "clients send no body with a GET, so this %s has none", b.HTTPMethod())
}
