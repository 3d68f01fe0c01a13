package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var headersWildcard = Rule{
	ID:       "headers-wildcard",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that only the headers that are needed are forwarded.",
	Why:      `* forwards every header of the client: cookies, Origin, Accept-Encoding, and whatever headers backends trust among themselves.`,
	Fix:      "list the headers that the backend needs",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["*"],
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
      "input_headers": ["Accept"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-Internal-User": "admin"},
		Bad:     Outcome{Sent: "X-Internal-User: admin"},
		Good:    Outcome{NotSent: "X-Internal-User: admin"},
	},
	Endpoint: checkHeadersWildcard,
}

func checkHeadersWildcard(p *Pass, e *config.Endpoint) {
	for i, h := range e.InputHeaders.V {
		if h == "*" {
			p.reportItem(e.Object, "input_headers", i, "every header of the client reaches the backend")
			return
		}
	}
}
