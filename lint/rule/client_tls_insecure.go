package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var clientTlsInsecure = Rule{
	ID:       "client-tls-insecure",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the certificates of backends are verified.",
	Why:      `With allow_insecure_connections anybody between gateway and backend can read and change what is sent.`,
	Fix:      "trust the backend's authority with ca_certs instead",
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
  "client_tls": {"ca_certs": []},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs a backend with TLS",
	Service: checkClientTlsInsecure,
}

func checkClientTlsInsecure(p *Pass, s *config.Service) {
	if s.ClientTLS != nil && s.ClientTLS.AllowInsecureConnections.V {
		p.report(s.ClientTLS.Object, "allow_insecure_connections", "certificates of backends are not verified")
	} else if s.AllowInsecureConnections.V {
		p.report(s.Object, "allow_insecure_connections", "certificates of backends are not verified")
	}
}
