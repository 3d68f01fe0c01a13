package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTLSKeyPair = Rule{
	ID:       "audit-tls-key-pair",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"7.3.1"}, Level: Medium},
	Summary:  "Checks that the keys of TLS stand in the list keys.",
	Why:      `public_key and private_key beside keys are the former form, for one pair alone.`,
	Fix:      `write "keys": [{"public_key": …, "private_key": …}]`,
	Bad: `{
  "version": 3,
  "tls": {"public_key": "cert.pem", "private_key": "key.pem"},
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
	NoProof: "the two configurations serve the same, over certificates that a test would have to make",
	Service: checkAuditTLSKeyPair,
}

func checkAuditTLSKeyPair(p *Pass, s *config.Service) {
	t := s.TLS
	if t == nil {
		return
	}
	for _, field := range []string{"public_key", "private_key"} {
		if t.Member(field) != nil {
			p.ask(t.Object, field, "%q stands beside \"keys\": it is the former form", field)
		}
	}
}
