package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var typeCoerced = Rule{
	ID:       diag.TypeCoerced,
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that values have the type that their field has.",
	Why:      `The gateway bends values of a wrong type to fit: "8080" counts as 8080, a single text as a list of one. It works today, but other tools that read the file, and the reference's own check, refuse it.`,
	Fix:      "write the value as the type that the field has",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": "http://backend:8080", "url_pattern": "/users"}]
    }
  ]
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
	Proof: Proof{
		Request: "GET /users",
	},
}
