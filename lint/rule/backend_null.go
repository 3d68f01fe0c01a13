package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var backendNull = Rule{
	ID:       diag.BackendNull,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no endpoint or backend is null.",
	Why:      `A null in the list of endpoints or backends stops the gateway with a panic.`,
	Fix:      "delete it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}, null]
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
}
