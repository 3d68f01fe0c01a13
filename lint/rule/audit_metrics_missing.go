package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditMetricsMissing = Rule{
	ID:       "audit-metrics-missing",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"4.1.1"}, Level: Medium},
	Summary:  "Checks that the gateway tells how it is doing.",
	Why:      `Without metrics nobody sees how many requests fail, and how long they take. Whatever exports metrics counts, telemetry/opentelemetry too.`,
	Fix:      "add telemetry/opentelemetry or telemetry/metrics to the extra_config of the service",
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
  "extra_config": {"telemetry/metrics": {"listen_address": "127.0.0.1:0"}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "what it adds stands outside of the answers",
	Service: checkAuditMetricsMissing,
}

func checkAuditMetricsMissing(p *Pass, s *config.Service) {
	if !hasAny(s.Extra, metricsNamespaces...) {
		p.ask(s.Object, "extra_config", "there are no metrics")
	}
}
