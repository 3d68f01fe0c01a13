package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditEchoEndpoint = Rule{
	ID:       "audit-echo-endpoint",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"5.1.3"}, Level: Low},
	Summary:  "Checks that the echo endpoint is off.",
	Why:      `/__echo/ answers everybody with what came in, headers of proxies in between included.`,
	Fix:      "remove echo_endpoint",
	Bad: `{
  "version": 3,
  "echo_endpoint": true,
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
	Service: checkAuditEchoEndpoint,
}

func checkAuditEchoEndpoint(p *Pass, s *config.Service) {
	if s.EchoEndpoint.V {
		p.ask(s.Object, "echo_endpoint", "/__echo/ answers everybody")
	}
}
