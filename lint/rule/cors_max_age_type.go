package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var corsMaxAgeType = Rule{
	ID:       diag.CORSMaxAge,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that max_age of CORS is a duration.",
	Why:      `A number in place of the text stops the gateway with a panic.`,
	Fix:      `write a duration, such as "12h"`,
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"max_age": 3600}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {"security/cors": {"max_age": "1h"}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
