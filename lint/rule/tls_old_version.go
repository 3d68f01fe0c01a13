package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var tlsOldVersion = Rule{
	ID:       "tls-old-version",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that no broken version of TLS is allowed.",
	Why:      `SSL 3.0, TLS 1.0 and TLS 1.1 are broken, and browsers have given them up.`,
	Fix:      `write "TLS12" or "TLS13"`,
	Bad: `{
  "version": 3,
  "tls": {"min_version": "TLS10", "keys": [{"public_key": "cert.pem", "private_key": "key.pem"}]},
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
  "tls": {"min_version": "TLS12", "keys": [{"public_key": "cert.pem", "private_key": "key.pem"}]},
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
	NoProof: "it needs the gateway to listen on a port",
	Service: checkTLSOldVersion,
}

func checkTLSOldVersion(p *Pass, s *config.Service) {
	if s.TLS != nil {
		p.oldVersion(s.TLS.Object, s.TLS.MinVersion.V)
	}
	if s.ClientTLS != nil {
		p.oldVersion(s.ClientTLS.Object, s.ClientTLS.MinVersion.V)
	}
}

func (p *Pass) oldVersion(o config.Object, version string) {
	switch version {
	case "SSL3.0", "TLS10", "TLS11":
		f := p.report(o, "min_version", "%s is allowed, which is broken", version)
		p.fix(f, false, `write "TLS12"`, set(o, "min_version", quote("TLS12")))
	}
}
