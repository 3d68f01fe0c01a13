package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var noopMultipleBackends = Rule{
	ID:       diag.NoopMultipleBackends,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that a no-op endpoint has one backend.",
	Why:      `Under no-op the answer is passed through, so there can be only one. With more, shadows included, the gateway does not start; an endpoint may have no-op from the service.`,
	Fix:      `give the endpoint "output_encoding": "json", or one backend`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "output_encoding": "no-op",
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {"host": ["http://backend:8080"], "url_pattern": "/news"}
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "users"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "group": "news"
        }
      ]
    }
  ]
}
`,
}
