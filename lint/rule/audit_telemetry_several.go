package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTelemetrySeveral = Rule{
	ID:       "audit-telemetry-several",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"4.1.3"}, Level: High},
	Summary:  "Checks that one component measures requests, not several.",
	Why:      `Each component measures every request again, and takes its time and memory.`,
	Fix:      "keep one of them",
	Bad: `{
  "version": 3,
  "extra_config": {"telemetry/metrics": {}, "telemetry/opencensus": {"exporters": {}}},
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
  "extra_config": {"telemetry/metrics": {}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "what it costs shows under load alone",
	Service: checkAuditTelemetrySeveral,
}

func checkAuditTelemetrySeveral(p *Pass, s *config.Service) {
	var names []string
	var last config.ExtraEntry
	for _, entry := range s.Extra.Entries {
		if slices.Contains(telemetryNamespaces, entry.Name) {
			names, last = append(names, entry.Name), entry
		}
	}
	if len(names) > 1 {
		p.askAt(last.Key, last.Pointer, "%d components measure every request: %s", len(names), oneOf(names))
	}
}
