package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var jsonByteOrderMark = Rule{
	ID:       diag.JSONByteOrderMark,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that the file does not start with a byte order mark.",
	Why:      `Some editors put an invisible mark in front of the text. The gateway does not start with such a file.`,
	Fix:      "save the file as UTF-8 without a byte order mark",
	Bad: "\ufeff" + `{
  "version": 3,
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
