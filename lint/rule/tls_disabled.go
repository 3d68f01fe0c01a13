package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var tlsDisabled = Rule{
	ID:       "tls-disabled",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that TLS is not configured and switched off.",
	Why:      `With disabled the gateway serves plain HTTP, whatever else the section says.`,
	Fix:      "delete disabled, or the whole section",
	Bad: `{
  "version": 3,
  "tls": {"disabled": true, "keys": [{"public_key": "cert.pem", "private_key": "key.pem"}]},
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
	Service: checkTLSDisabled,
}

func checkTLSDisabled(p *Pass, s *config.Service) {
	if s.TLS != nil && s.TLS.Disabled.V {
		p.report(s.TLS.Object, "disabled", "TLS is configured and switched off: the gateway serves plain HTTP")
	}
}
