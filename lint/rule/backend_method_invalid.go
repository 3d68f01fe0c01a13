package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var backendMethodInvalid = Rule{
	ID:       "backend-method-invalid",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that the method of a backend exists.",
	Why:      `Whatever stands there is sent as it is, and a backend answers an unknown method with an error.`,
	Fix:      "write a method of HTTP",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "method": "FETCH"
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "method": "GET"
        }
      ]
    }
  ]
}
`,
	NoProof: "what a backend does with an unknown method is its own business",
	Backend: checkBackendMethodInvalid,
}

func checkBackendMethodInvalid(p *Pass, b *config.Backend) {
	if b.Method.V == "" || slices.Contains(fact.BackendMethods(), strings.ToUpper(b.Method.V)) {
		return
	}
	f := p.report(b.Object, "method", "HTTP has no method %q", b.Method.V)
	if near := Nearest(b.HTTPMethod(), fact.BackendMethods(), 1); len(near) > 0 {
		f.Hint = fmt.Sprintf("did you mean %q?", near[0])
	}
}
