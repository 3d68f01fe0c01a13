package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var ignoreUnused = Rule{
	ID:       diag.IgnoreUnused,
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that every ignore covers a finding.",
	Why:      `An ignore that covers nothing is a leftover: the mistake is gone, and the next one of its kind would go unseen.`,
	Fix:      "delete the ignore",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "@lint-ignore": {"param-unused": "the old clients send it"},
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
