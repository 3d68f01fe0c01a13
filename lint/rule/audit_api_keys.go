package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditAPIKeys = Rule{
	ID:       "audit-api-keys",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"1.1.2"}, Level: Medium},
	Summary:  "Checks that clients do not identify themselves with API keys alone.",
	Why:      `An API key lives for as long as nobody changes it, and whoever sees it can use it.`,
	Fix:      "use auth/validator with tokens",
	Bad: `{
  "version": 3,
  "extra_config": {"auth/api-keys": {"keys": []}},
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
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Service:  checkAuditAPIKeysService,
	Endpoint: checkAuditAPIKeysEndpoint,
}

func checkAuditAPIKeysService(p *Pass, s *config.Service) {
	p.auditNamespace(s.Extra, "auth/api-keys", "API keys do not end by themselves")
}

func checkAuditAPIKeysEndpoint(p *Pass, e *config.Endpoint) {
	p.auditNamespace(e.Extra, "auth/api-keys", "API keys do not end by themselves")
}
