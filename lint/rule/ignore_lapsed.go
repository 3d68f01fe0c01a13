package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var ignoreLapsed = Rule{
	ID:       diag.IgnoreLapsed,
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that no ignore is past its date.",
	Why:      `An ignore that starts with until and a date covers its findings up to that day. After it they are reported again.`,
	Fix:      "mend what is ignored, or set a new date",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "@lint-ignore": {"param-unused": "until 2020-01-31: the old clients send it"},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "@lint-ignore": {"param-unused": "the old clients send it"},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it is about the ignores of lint, which the gateway passes over",
}
