package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var backendEmpty = Rule{
	ID:       diag.BackendEmpty,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that every endpoint has a backend.",
	Why:      `An endpoint without a backend has nothing to answer with. The gateway does not start; a misspelt key, such as backends, counts as none.`,
	Fix:      "add a backend",
	Bad: `{
  "version": 3,
  "endpoints": [{"endpoint": "/users", "backend": []}]
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
