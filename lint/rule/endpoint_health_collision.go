package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointHealthCollision = Rule{
	ID:       diag.EndpointHealth,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no endpoint has the path of the health check.",
	Why:      `The gateway answers at this path itself; the router does not take it twice, and the gateway does not start.`,
	Fix:      "move the endpoint, or the health check with router.health_path",
	Bad: `{
  "version": 3,
  "extra_config": {"router": {"health_path": "/health"}},
  "endpoints": [
    {
      "endpoint": "/health",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/health"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {"router": {"health_path": "/alive"}},
  "endpoints": [
    {
      "endpoint": "/health",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/health"}]
    }
  ]
}
`,
}
