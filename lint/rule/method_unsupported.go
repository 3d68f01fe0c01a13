package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var methodUnsupported = Rule{
	ID:       diag.MethodUnsupported,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the method of an endpoint is one that can be served.",
	Why:      `An endpoint takes GET, POST, PUT, PATCH and DELETE. Any other is logged and left out when the gateway starts: clients get a 404.`,
	Fix:      "write one of the five; router.auto_options answers OPTIONS",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "OPTIONS",
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 404},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkMethodUnsupported,
}

func checkMethodUnsupported(p *Pass, e *config.Endpoint) {
	if slices.Contains(fact.EndpointMethods(), e.HTTPMethod()) {
		return
	}
	f := p.report(e.Object, "method", "an endpoint cannot have the method %q: it is left out", e.Method.V)
	if near := Nearest(e.HTTPMethod(), fact.EndpointMethods(), 1); len(near) > 0 {
		f.Hint = fmt.Sprintf("did you mean %q?", near[0])
	}
}
