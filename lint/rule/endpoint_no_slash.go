package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var endpointNoSlash = Rule{
	ID:       "endpoint-no-slash",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that paths start with a slash.",
	Why:      `The gateway puts the slash in front by itself, but its schema does not take the path, and readers stumble.`,
	Fix:      "put a slash in front",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "users",
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
	},
	Endpoint: checkEndpointNoSlash,
}

func checkEndpointNoSlash(p *Pass, e *config.Endpoint) {
	if e.Path.V == e.Route() {
		return
	}
	f := p.report(e.Object, "endpoint", "the path %q does not start with a slash", e.Path.V)
	p.fix(f, true, fmt.Sprintf("write %q", e.Route()), set(e.Object, "endpoint", quote(e.Route())))
}
