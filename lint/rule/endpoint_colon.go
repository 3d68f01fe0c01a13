package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointColon = Rule{
	ID:       diag.EndpointColon,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that colons in paths do not clash.",
	Why:      `The router takes a colon and what follows it for a parameter: /a:verb matches /aXYZ as well, and two such paths clash. In url_pattern a parameter written with a colon does not exist.`,
	Fix:      "write parameters in braces, such as {id}",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/jobs:start",
      "method": "POST",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/start"}]
    },
    {
      "endpoint": "/jobs:stop",
      "method": "POST",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/stop"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/jobs/start",
      "method": "POST",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/start"}]
    },
    {
      "endpoint": "/jobs/stop",
      "method": "POST",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/stop"}]
    }
  ]
}
`,
}
