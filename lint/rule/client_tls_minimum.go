package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var clientTLSMinimum = Rule{
	ID:       "client-tls-minimum",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that client_tls says which versions it takes.",
	Why:      `As soon as client_tls is there, backends must speak TLS 1.3, unless min_version says otherwise. Calls to one that speaks TLS 1.2 alone fail.`,
	Fix:      `write min_version, usually "TLS12"`,
	Bad: `{
  "version": 3,
  "client_tls": {"disable_system_ca_pool": false},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "client_tls": {"disable_system_ca_pool": false, "min_version": "TLS12"},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	NoProof: "it needs a backend that speaks TLS",
	Service: checkClientTLSMinimum,
}

func checkClientTLSMinimum(p *Pass, s *config.Service) {
	if t := s.ClientTLS; t != nil && t.MinVersion.V == "" {
		f := p.report(t.Object, "min_version", "without min_version backends must speak TLS 1.3")
		f.Span = s.Member("client_tls").Key
		p.fix(f, false, `add "min_version": "TLS12"`, set(t.Object, "min_version", quote("TLS12")))
	}
}
