package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var concurrentRange = Rule{
	ID:       "concurrent-range",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that concurrent_calls is between 1 and 5.",
	Why:      `The schema takes 1 to 5. More calls at once multiply the load of the backend for little gain.`,
	Fix:      "write a number from 1 to 5",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "concurrent_calls": 9,
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
      "concurrent_calls": 3,
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkConcurrentRange,
}

func checkConcurrentRange(p *Pass, e *config.Endpoint) {
	if n := e.ConcurrentCalls; n.Set() && (n.V < 1 || n.V > 5) {
		p.report(e.Object, "concurrent_calls", "concurrent_calls is %d, it goes from 1 to 5", n.V)
	}
}
