package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditCircuitBreakerMissing = Rule{
	ID:       "audit-circuit-breaker-missing",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"3.1.3"}, Level: High},
	Summary:  "Checks that calls of a failing backend end.",
	Why:      `Without qos/circuit-breaker the gateway goes on calling a backend that is down, and every request waits for its timeout.`,
	Fix:      "add qos/circuit-breaker to the backend",
	Bad: `{
  "version": 3,
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "extra_config": {"qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 5}}}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Backend: checkAuditCircuitBreakerMissing,
}

func checkAuditCircuitBreakerMissing(p *Pass, b *config.Backend) {
	if !hasAny(b.Extra, "qos/circuit-breaker", "qos/circuit-breaker/http") {
		p.ask(b.Object, "url_pattern", "the backend is called on when it fails: there is no \"qos/circuit-breaker\"")
	}
}
