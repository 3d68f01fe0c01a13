package rule

import (
	"net"
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var metricsAddressForm = Rule{
	ID:       "metrics-address-form",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that metrics are served at an address with a port.",
	Why:      `listen_address is a host, which may be empty, a colon and a port. With anything else the metrics are served nowhere; the gateway starts all the same.`,
	Fix:      `write ":8090"`,
	Bad: `{
  "version": 3,
  "extra_config": {"telemetry/metrics": {"listen_address": "8090"}},
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
  "extra_config": {"telemetry/metrics": {"listen_address": ":8090"}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "metrics have an address of their own, which the proofs do not open",
	Service: checkMetricsAddressForm,
}

func checkMetricsAddressForm(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("telemetry/metrics")
	if entry == nil || isTrue(entry.Node.Get("endpoint_disabled")) {
		return
	}
	n := entry.Node.Get("listen_address")
	text := n.Str()
	if n == nil || n.Kind != syntax.String || text == "" {
		return
	}
	_, port, err := net.SplitHostPort(text)
	if err == nil {
		_, err = strconv.ParseUint(port, 10, 16)
	}
	if err == nil {
		return
	}
	pointer := syntax.Join(entry.Pointer, "listen_address")
	f := p.reportAt(n.Span, pointer, "listen_address %q is no address with a port: the metrics are served nowhere", text)
	if _, err := strconv.ParseUint(text, 10, 16); err == nil {
		p.fix(f, false, "write "+quote(":"+text), setAt(pointer, quote(":"+text)))
	}
}
