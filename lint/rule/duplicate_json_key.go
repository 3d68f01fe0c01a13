package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var duplicateJSONKey = Rule{
	ID:       diag.DuplicateJSONKey,
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that no object has the same key twice.",
	Why:      `Of a key that stands twice the gateway takes the last value, silently. What the first one says is lost: often that is a whole list of endpoints.`,
	Fix:      "merge the two, or delete the one that is not meant",
	Bad: `{
  "version": 3,
  "timeout": "3s",
  "timeout": "5s",
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
  "timeout": "5s",
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
