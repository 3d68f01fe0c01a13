package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTLSDisabled = Rule{
	ID:       "audit-tls-disabled",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.1.3"}, Level: Critical},
	Summary:  "Checks that TLS is not switched off.",
	Why:      `The keys are there, and tls.disabled makes the gateway speak plain HTTP all the same.`,
	Fix:      "remove disabled",
	Bad: `{
  "version": 3,
  "tls": {"disabled": true, "keys": [{"public_key": "cert.pem", "private_key": "key.pem"}]},
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
  "tls": {"keys": [{"public_key": "cert.pem", "private_key": "key.pem"}]},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditTLSDisabled,
}

func checkAuditTLSDisabled(p *Pass, s *config.Service) {
	if t := s.TLS; t != nil && t.Disabled.V {
		p.ask(t.Object, "disabled", "TLS is switched off, clients are served over plain HTTP")
	}
}
