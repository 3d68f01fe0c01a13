package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointParamConflict = Rule{
	ID:       diag.EndpointConflict,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that parameters at one place of a path have one name.",
	Why:      `For one method the router takes a single name for the parameter at a place: /a/{id} and /a/{key}/b clash, and the gateway does not start.`,
	Fix:      "use one name in both endpoints and their url_pattern",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    },
    {
      "endpoint": "/users/{user}/orders",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/orders/{user}"}]
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
    },
    {
      "endpoint": "/users/{id}/orders",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/orders/{id}"}]
    }
  ]
}
`,
}
