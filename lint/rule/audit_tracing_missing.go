package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTracingMissing = Rule{
	ID:       "audit-tracing-missing",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"4.2.1"}, Level: Medium},
	Summary:  "Checks that requests can be followed through the gateway.",
	Why:      `Without traces nobody sees which of the backends of a slow request was slow.`,
	Fix:      "add telemetry/opentelemetry to the extra_config of the service",
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
  "extra_config": {"telemetry/opentelemetry": {"exporters": {"otlp": [{"name": "local", "host": "localhost", "port": 4317}]}}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "what it adds stands outside of the answers",
	Service: checkAuditTracingMissing,
}

func checkAuditTracingMissing(p *Pass, s *config.Service) {
	if !hasAny(s.Extra, tracingNamespaces...) {
		p.ask(s.Object, "extra_config", "there are no traces")
	}
}
