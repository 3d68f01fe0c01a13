package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var paramPartialSegment = Rule{
	ID:       diag.ParamPartialSegment,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that a parameter that a backend uses fills a whole segment.",
	Why:      `A placeholder next to other text, as in file.{ext}, is no parameter unless the service has disable_rest. The gateway does not start when a url_pattern uses it.`,
	Fix:      `give it a segment of its own, or set "disable_rest": true`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/report.{kind}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/report/{kind}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/files/report/{kind}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/report/{kind}"}]
    }
  ]
}
`,
}
