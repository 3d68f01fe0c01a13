package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var endpointQuery = Rule{
	ID:       "endpoint-query",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that no path holds a query string.",
	Why:      `The path of an endpoint is compared with the path of the request, which has no question mark. Such an endpoint is never reached.`,
	Fix:      "name the parameters in input_query_strings",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users?page=1",
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
		Request: "GET /users?page=1",
		Bad:     Outcome{Status: 404},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkEndpointQuery,
}

func checkEndpointQuery(p *Pass, e *config.Endpoint) {
	if strings.Contains(e.Path.V, "?") {
		p.report(e.Object, "endpoint", "a path with a query string is never reached")
	}
}
