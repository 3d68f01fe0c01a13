package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditCORSMissing = Rule{
	ID:       "audit-cors-missing",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.2.2"}, Level: High},
	Summary:  "Checks that it is said which sites may call the gateway from a browser.",
	Why:      `Without security/cors no other site can read answers in a browser. An API for browsers needs it, and writing it down shows that it was thought of.`,
	Fix:      "add security/cors to the extra_config of the service",
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
  "extra_config": {"security/cors": {"allow_origins": ["https://shop.example.com"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditCORSMissing,
}

func checkAuditCORSMissing(p *Pass, s *config.Service) {
	if s.Extra.Get("security/cors") == nil {
		p.ask(s.Object, "extra_config", "it is not said which sites may call the gateway: there is no \"security/cors\"")
	}
}
