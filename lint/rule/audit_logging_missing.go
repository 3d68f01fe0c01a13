package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditLoggingMissing = Rule{
	ID:       "audit-logging-missing",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"4.3.1"}, Level: Medium},
	Summary:  "Checks that it is said what is logged.",
	Why:      `Without telemetry/logging the gateway logs with its defaults, debugging lines included, to where it stands.`,
	Fix:      "add telemetry/logging to the extra_config of the service",
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
  "extra_config": {"telemetry/logging": {"level": "WARNING", "stdout": true}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "what it adds stands outside of the answers",
	Service: checkAuditLoggingMissing,
}

func checkAuditLoggingMissing(p *Pass, s *config.Service) {
	if !hasAny(s.Extra, "telemetry/logging", "telemetry/gelf", "telemetry/logstash") {
		p.ask(s.Object, "extra_config", "it is not said what is logged: there is no \"telemetry/logging\"")
	}
}
