package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var paramUndefined = Rule{
	ID:       diag.ParamUndefined,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that the parameters of url_pattern are parameters of the endpoint.",
	Why:      `A url_pattern can use the parameters of its endpoint's path, in the same letter case. The gateway does not start with one that does not exist.`,
	Fix:      "use a parameter of the endpoint, or add it there",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{userId}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
}
