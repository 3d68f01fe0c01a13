package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var durationNumber = Rule{
	ID:       diag.DurationNumber,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that durations have a unit.",
	Why:      `A bare number in place of a duration is taken for nanoseconds. A timeout of 2 is over before the backend is asked, and every request fails.`,
	Fix:      `write a unit, such as "2s"`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": 2,
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
      "timeout": "2s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
