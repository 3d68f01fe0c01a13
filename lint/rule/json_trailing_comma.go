package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var jsonTrailingComma = Rule{
	ID:       diag.JSONTrailingComma,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that no comma stands before a closing bracket.",
	Why:      `JSON has no trailing commas, and the gateway does not start with a file that has one.`,
	Fix:      "delete the comma",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ],
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
