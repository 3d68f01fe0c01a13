package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var jsonComment = Rule{
	ID:       diag.JSONComment,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that JSON files hold no comments.",
	Why:      `JSON has no comments, and the gateway does not start with a file that has some. Keys that start with @, $, _ or # are passed over and can hold remarks.`,
	Fix:      `write remarks as keys, such as "@comment": "why"`,
	Bad: `{
  "version": 3, // the only one
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "@comment": "the only one",
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
