package rule

import (
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var metricsPortClash = Rule{
	ID:       "metrics-port-clash",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that metrics have a port of their own.",
	Why:      `telemetry/metrics and the Prometheus exporter listen on ports of their own. On the gateway's port one of the two cannot listen.`,
	Fix:      "give metrics another port",
	Bad: `{
  "version": 3,
  "port": 8090,
  "extra_config": {"telemetry/metrics": {"listen_address": ":8090"}},
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
  "port": 8080,
  "extra_config": {"telemetry/metrics": {"listen_address": ":8090"}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs the gateway to listen on a port",
	Service: checkMetricsPortClash,
}

func checkMetricsPortClash(p *Pass, s *config.Service) {
	port := s.Port.V
	if port == 0 {
		port = fact.DefaultPort
	}
	want := strconv.Itoa(port)
	if entry := s.Extra.Entry("telemetry/metrics"); entry != nil && !isTrue(entry.Node.Get("endpoint_disabled")) {
		address := entry.Node.Get("listen_address")
		text := address.Str()
		if text == "" {
			text = ":8090"
		}
		if strings.HasSuffix(text, ":"+want) {
			p.reportAt(entry.Key, entry.Pointer, "telemetry/metrics listens on %s, the port of the gateway", text)
		}
	}
	if entry := s.Extra.Entry("auth/revoker"); entry != nil && entry.Node.Get("port") != nil && entry.Node.Get("port").Text == want {
		p.reportAt(entry.Node.Get("port").Span, syntax.Join(entry.Pointer, "port"), "auth/revoker listens on %s, the port of the gateway", want)
	}
	entry := s.Extra.Entry("telemetry/opentelemetry")
	if entry == nil {
		return
	}
	if list := entry.Node.Get("exporters").Get("prometheus"); list != nil {
		for _, exporter := range list.Items() {
			n := exporter.Get("port")
			if n == nil && want == "9090" || n != nil && n.Text == want {
				p.reportAt(exporter.Span, entry.Pointer, "the Prometheus exporter listens on %s, the port of the gateway", want)
			}
		}
	}
}
