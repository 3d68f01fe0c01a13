package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var endpointWildcardCE = Rule{
	ID:       diag.EndpointWildcard,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no path ends in a star.",
	Why:      `Paths that end in /* match everything below them in the Enterprise Edition only. The Community Edition does not start with one, though its own check accepts it.`,
	Fix:      "list the paths one by one",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/*",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/files"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/{name}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/files/{name}"}]
    }
  ]
}
`,
}
