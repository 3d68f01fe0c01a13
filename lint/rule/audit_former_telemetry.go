package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditFormerTelemetry = Rule{
	ID:       "audit-former-telemetry",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"7.2.1", "7.2.2", "7.2.3", "7.2.4"}, Level: High},
	Summary:  "Checks that no component of telemetry is used that will go.",
	Why:      `telemetry/ganalytics, telemetry/instana, telemetry/opencensus and telemetry/influx are of the past: telemetry/opentelemetry does what they did.`,
	Fix:      "use telemetry/opentelemetry",
	Bad: `{
  "version": 3,
  "extra_config": {"telemetry/opencensus": {"exporters": {}}},
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
	NoProof: "what it adds stands outside of the answers",
	Service: checkAuditFormerTelemetry,
}

func checkAuditFormerTelemetry(p *Pass, s *config.Service) {
	for _, name := range []string{"telemetry/ganalytics", "telemetry/instana", "telemetry/opencensus", "telemetry/influx"} {
		p.auditNamespace(s.Extra, name, "the component is of the past")
	}
}
