package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditH2C = Rule{
	ID:       "audit-h2c",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.1.8"}, Level: High},
	Summary:  "Checks that HTTP/2 is not spoken without TLS.",
	Why:      `With use_h2c clients may speak HTTP/2 in plain text, past what a proxy looks at.`,
	Fix:      "remove use_h2c",
	Bad: `{
  "version": 3,
  "use_h2c": true,
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
	Service: checkAuditH2C,
}

func checkAuditH2C(p *Pass, s *config.Service) {
	if s.UseH2C.V {
		p.ask(s.Object, "use_h2c", "HTTP/2 is spoken without TLS")
	}
}
