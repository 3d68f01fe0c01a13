package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var typeInvalid = Rule{
	ID:       diag.TypeInvalid,
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that every field has a type that the gateway can read.",
	Why:      `Many values of a wrong type are bent to fit, but some cannot be, as a list in place of an object. The gateway does not start then.`,
	Fix:      "give the field a value of the type that it has",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": ["id"]
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"id": "key"}
        }
      ]
    }
  ]
}
`,
}
