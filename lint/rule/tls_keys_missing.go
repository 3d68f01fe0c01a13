package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var tlsKeysMissing = Rule{
	ID:       "tls-keys-missing",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that TLS has a certificate and its key.",
	Why:      `Without a certificate and its key the gateway cannot serve TLS: it does not listen at all.`,
	Fix:      "name a certificate and its key in keys",
	Bad: `{
  "version": 3,
  "tls": {"min_version": "TLS12"},
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
	Service: checkTLSKeysMissing,
}

func checkTLSKeysMissing(p *Pass, s *config.Service) {
	t := s.TLS
	if t == nil || t.Disabled.V {
		return
	}
	if len(t.Keys) == 0 && (t.PublicKey.V == "" || t.PrivateKey.V == "") {
		f := p.report(t.Object, "keys", "there is no certificate with its key: the gateway does not listen")
		f.Span = s.Member("tls").Key
	}
	for _, k := range t.Keys {
		if k.PublicKey.V == "" || k.PrivateKey.V == "" {
			p.reportAt(k.Node.Span, k.Pointer, "a certificate and its key go together: public_key and private_key")
		}
	}
}
