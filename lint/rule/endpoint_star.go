package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointStar = Rule{
	ID:       diag.EndpointStar,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no star stands inside a path.",
	Why:      `A star followed by anything is refused when the gateway starts.`,
	Fix:      "name the parameters, such as /files/{name}",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/*/meta",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/meta"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/{name}/meta",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/meta/{name}"}]
    }
  ]
}
`,
}
