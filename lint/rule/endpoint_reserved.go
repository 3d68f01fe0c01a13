package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointReserved = Rule{
	ID:       diag.EndpointReserved,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no path has a segment __debug, __echo or __health.",
	Why:      `The gateway keeps these three for itself, at any depth and also when they are switched off. It does not start with an endpoint that uses one.`,
	Fix:      "rename the segment",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/__health",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/health"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/health",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/health"}]
    }
  ]
}
`,
}
