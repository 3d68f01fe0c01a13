package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditBackendTLSInsecure = Rule{
	ID:       "audit-backend-tls-insecure",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.1.9"}, Level: Low},
	Summary:  "Checks that the client of a backend checks its certificate.",
	Why:      `With allow_insecure_connections the gateway takes whoever answers for this backend.`,
	Fix:      "remove allow_insecure_connections, and name the authority in ca_certs",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "extra_config": {"backend/http/client": {"client_tls": {"allow_insecure_connections": true}}}}]
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
	Backend: checkAuditBackendTLSInsecure,
}

func checkAuditBackendTLSInsecure(p *Pass, b *config.Backend) {
	settings := b.Extra.Entry("backend/http/client")
	if settings == nil {
		return
	}
	if n := settings.Node.Get("client_tls").Get("allow_insecure_connections"); isTrue(n) {
		p.askAt(n.Span, settings.Pointer, "the certificate of the backend is not checked")
	}
}
