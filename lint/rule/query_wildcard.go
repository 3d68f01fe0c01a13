package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var queryWildcard = Rule{
	ID:       "query-wildcard",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that only the query parameters that are needed are forwarded.",
	Why:      `* forwards every query parameter of the client, those that the backend reads without saying so included.`,
	Fix:      "list the parameters that the backend reads",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_query_strings": ["*"],
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
	Proof: Proof{
		Request: "GET /users?debug=1",
		Bad:     Outcome{Sent: "GET /users?debug=1"},
		Good:    Outcome{NotSent: "GET /users?debug=1"},
	},
	Endpoint: checkQueryWildcard,
}

func checkQueryWildcard(p *Pass, e *config.Endpoint) {
	for i, q := range e.InputQueryStrings.V {
		if q == "*" {
			p.reportItem(e.Object, "input_query_strings", i, "every query parameter of the client reaches the backend")
			return
		}
	}
}
