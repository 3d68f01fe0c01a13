package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var ignoreWithoutReason = Rule{
	ID:       diag.IgnoreNoReason,
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that ignores say why.",
	Why:      `Whoever reads the file next needs the reason to judge whether the ignore still holds.`,
	Fix:      `write the reason behind the rule: {"rule-id": "why"}`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "@lint-ignore": ["param-unused"],
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
