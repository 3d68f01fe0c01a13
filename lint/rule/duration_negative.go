package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var durationNegative = Rule{
	ID:       diag.DurationNegative,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that timeouts are not negative.",
	Why:      `A negative timeout is over before the call begins: every request fails.`,
	Fix:      "write a positive duration, or leave the field out",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "-2s",
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
