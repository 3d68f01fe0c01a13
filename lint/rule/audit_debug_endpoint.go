package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditDebugEndpoint = Rule{
	ID:       "audit-debug-endpoint",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"5.1.2"}, Level: Low},
	Summary:  "Checks that the debug endpoint is off.",
	Why:      `/__debug/ answers everybody, and writes whole requests to the log.`,
	Fix:      "remove debug_endpoint",
	Bad: `{
  "version": 3,
  "debug_endpoint": true,
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
	Service: checkAuditDebugEndpoint,
}

func checkAuditDebugEndpoint(p *Pass, s *config.Service) {
	if s.DebugEndpoint.V {
		p.ask(s.Object, "debug_endpoint", "/__debug/ answers everybody")
	}
}
