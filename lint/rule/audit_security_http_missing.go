package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditSecurityHTTPMissing = Rule{
	ID:       "audit-security-http-missing",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.1.7"}, Level: High},
	Summary:  "Checks that answers carry the headers that protect browsers.",
	Why:      `Without security/http there is no Strict-Transport-Security, no protection against frames and none against guessed content types.`,
	Fix:      "add security/http to the extra_config of the service",
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
  "extra_config": {"security/http": {"sts_seconds": 31536000, "frame_deny": true, "content_type_nosniff": true}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditSecurityHTTPMissing,
}

func checkAuditSecurityHTTPMissing(p *Pass, s *config.Service) {
	if s.Extra.Get("security/http") == nil {
		p.ask(s.Object, "extra_config", "answers lack the headers that protect browsers: there is no \"security/http\"")
	}
}
