package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var durationInvalid = Rule{
	ID:       diag.DurationInvalid,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that durations are numbers with a unit.",
	Why:      `A duration is a number with a unit, such as 500ms, 3s or 2m. There is no unit for days, and no blank between the two. The gateway does not start with a text that it cannot read.`,
	Fix:      "write a number with one of ns, us, ms, s, m and h",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "3",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "3s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
