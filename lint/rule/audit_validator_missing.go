package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditValidatorMissing = Rule{
	ID:       "audit-validator-missing",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"1.2.1"}, Level: High},
	Summary:  "Checks that every endpoint asks who calls it.",
	Why:      `An endpoint without auth/validator answers everybody, unless something in front of the gateway or the backend itself asks.`,
	Fix:      "add auth/validator to the endpoint, or ignore the finding where it is public",
	Bad: `{
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
      "extra_config": {"auth/validator": {"alg": "RS256", "jwk_url": "https://id.example.com/jwk.json", "cache": true}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Endpoint: checkAuditValidatorMissing,
}

func checkAuditValidatorMissing(p *Pass, e *config.Endpoint) {
	if !hasAny(e.Extra, "auth/validator", "auth/basic", "auth/api-keys") {
		p.ask(e.Object, "endpoint", "the endpoint answers everybody: it has no \"auth/validator\"")
	}
}
