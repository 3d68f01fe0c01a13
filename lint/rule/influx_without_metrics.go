package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var influxWithoutMetrics = Rule{
	ID:       "influx-without-metrics",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that there is something to send to InfluxDB.",
	Why:      `telemetry/influx sends what telemetry/metrics collects. Without it nothing is sent.`,
	Fix:      `add "telemetry/metrics"`,
	Bad: `{
  "version": 3,
  "extra_config": {"telemetry/influx": {"address": "http://influx:8086", "ttl": "25s"}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {
    "telemetry/influx": {"address": "http://influx:8086", "ttl": "25s"},
    "telemetry/metrics": {"collection_time": "60s"}
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	NoProof: "telemetry/influx is not part of gatewright serve",
	Service: checkInfluxWithoutMetrics,
}

func checkInfluxWithoutMetrics(p *Pass, s *config.Service) {
	if entry := s.Extra.Entry("telemetry/influx"); entry != nil && s.Extra.Get("telemetry/metrics") == nil {
		p.reportAt(entry.Key, entry.Pointer, "without \"telemetry/metrics\" nothing is sent")
	}
}
