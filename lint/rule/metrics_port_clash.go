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
	Summary:  "Checks that metrics and the revoker have ports of their own.",
	Why:      `telemetry/metrics, the Prometheus exporter and auth/revoker listen on ports of their own. On the gateway's port, or that of another one, one of the two cannot listen.`,
	Fix:      "give each a port of its own",
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

// opened is a port that the configuration listens on, besides the gateway's.
type opened struct {
	by, shown  string
	port       string
	at         syntax.Span
	pointer    string
	everywhere bool // and not on one address, beside which there are others
}

func checkMetricsPortClash(p *Pass, s *config.Service) {
	port := s.Port.V
	if port == 0 {
		port = fact.DefaultPort
	}
	taken := map[string]string{strconv.Itoa(port): "the gateway"}
	for _, o := range openedPorts(s) {
		if who := taken[o.port]; who != "" {
			p.reportAt(o.at, o.pointer, "%s listens on %s, the port of %s", o.by, o.shown, who)
			continue
		}
		if o.everywhere {
			taken[o.port] = o.by
		}
	}
}

func openedPorts(s *config.Service) []opened {
	var list []opened
	if entry := s.Extra.Entry("auth/revoker"); entry != nil {
		if n := entry.Node.Get("port"); n != nil {
			list = append(list, opened{"auth/revoker", n.Text, n.Text, n.Span, syntax.Join(entry.Pointer, "port"), true})
		}
	}
	if entry := s.Extra.Entry("telemetry/metrics"); entry != nil && !isTrue(entry.Node.Get("endpoint_disabled")) {
		text := entry.Node.Get("listen_address").Str()
		if text == "" {
			text = ":8090"
		}
		colon := strings.LastIndexByte(text, ':')
		list = append(list, opened{"telemetry/metrics", text, text[colon+1:], entry.Key, entry.Pointer, colon == 0})
	}
	entry := s.Extra.Entry("telemetry/opentelemetry")
	if entry == nil {
		return list
	}
	if exporters := entry.Node.Get("exporters").Get("prometheus"); exporters != nil {
		for _, exporter := range exporters.Items() {
			port := "9090"
			if n := exporter.Get("port"); n != nil {
				port = n.Text
			}
			list = append(list, opened{"the Prometheus exporter", port, port, exporter.Span, entry.Pointer, false})
		}
	}
	return list
}
