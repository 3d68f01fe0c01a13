package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var versionUnsupported = Rule{
	ID:       diag.VersionUnsupported,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that the file has the version 3.",
	Why:      `The version says which syntax the file is written in. The gateway takes 3 alone, and does not start with another one or without it.`,
	Fix:      `write "version": 3, and bring fields of version 2 to their new names`,
	Bad: `{
  "version": 2,
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
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
}
