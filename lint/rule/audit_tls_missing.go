package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTLSMissing = Rule{
	ID:       "audit-tls-missing",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.1.2"}, Level: High},
	Summary:  "Checks that clients talk to the gateway over TLS.",
	Why:      `Without tls the gateway speaks plain HTTP. That is right only behind a proxy that ends TLS.`,
	Fix:      "add tls with keys, or ignore the finding behind a proxy that ends TLS",
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
	Service: checkAuditTLSMissing,
}

func checkAuditTLSMissing(p *Pass, s *config.Service) {
	if s.TLS == nil {
		p.ask(s.Object, "tls", "clients are served over plain HTTP: there is no \"tls\"")
	}
}
