package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var syntaxError = Rule{
	ID:       diag.SyntaxError,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that the file can be read as JSON, YAML or TOML.",
	Why:      `The gateway reads the file strictly and does not start with a file that it cannot read. Nothing else in the file is judged until it can be.`,
	Fix:      "mend the text at the place shown",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
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
