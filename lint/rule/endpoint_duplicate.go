package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointDuplicate = Rule{
	ID:       diag.EndpointDuplicate,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no two endpoints have the same method and path.",
	Why:      `The router does not take a path twice for one method, and the gateway does not start. Letter case of the method and the names of parameters make no difference.`,
	Fix:      "delete one of the two, or put their backends into one endpoint",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    },
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/people"}]
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
    },
    {
      "endpoint": "/people",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/people"}]
    }
  ]
}
`,
}
