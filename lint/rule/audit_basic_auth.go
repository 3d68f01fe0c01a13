package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditBasicAuth = Rule{
	ID:       "audit-basic-auth",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"1.1.1"}, Level: High},
	Summary:  "Checks that clients do not identify themselves with basic authentication.",
	Why:      `Basic authentication sends the password with every request, and it does not end by itself as a token does.`,
	Fix:      "use auth/validator with tokens",
	Bad: `{
  "version": 3,
  "extra_config": {"auth/basic": {"htpasswd_path": "users.txt"}},
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
	Service:  checkAuditBasicAuthService,
	Endpoint: checkAuditBasicAuthEndpoint,
}

func checkAuditBasicAuthService(p *Pass, s *config.Service) {
	p.auditNamespace(s.Extra, "auth/basic", "clients send their password with every request")
}

func checkAuditBasicAuthEndpoint(p *Pass, e *config.Endpoint) {
	p.auditNamespace(e.Extra, "auth/basic", "clients send their password with every request")
}
