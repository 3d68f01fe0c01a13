package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var ignoreUnknownRule = Rule{
	ID:       diag.IgnoreUnknownRule,
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that ignores name rules that exist.",
	Why:      `An ignore of a rule that does not exist covers nothing.`,
	Fix:      "write the id of a rule; gatewright rules lists them",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "@lint-ignore": {"parm-unused": "the old clients send it"},
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
