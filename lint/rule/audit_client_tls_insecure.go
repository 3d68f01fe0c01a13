package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditClientTLSInsecure = Rule{
	ID:       "audit-client-tls-insecure",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.1.1"}, Level: High},
	Summary:  "Checks that the certificates of backends are checked.",
	Why:      `With allow_insecure_connections the gateway takes whoever answers for the backend.`,
	Fix:      "remove allow_insecure_connections, and name the authority in client_tls.ca_certs",
	Bad: `{
  "version": 3,
  "client_tls": {"allow_insecure_connections": true},
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
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditClientTLSInsecure,
}

func checkAuditClientTLSInsecure(p *Pass, s *config.Service) {
	if s.AllowInsecureConnections.V {
		p.ask(s.Object, "allow_insecure_connections", "the certificates of backends are not checked")
	}
	if c := s.ClientTLS; c != nil && c.AllowInsecureConnections.V {
		p.ask(c.Object, "allow_insecure_connections", "the certificates of backends are not checked")
	}
}
