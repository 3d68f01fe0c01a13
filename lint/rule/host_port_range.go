package rule

import (
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostPortRange = Rule{
	ID:       "host-port-range",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the ports of hosts exist.",
	Why:      `Ports end at 65535. The gateway takes up to six digits when it starts, and every call fails.`,
	Fix:      "write a port that exists",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:80800"], "url_pattern": "/users"}]
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
	NoProof: "the stub that stands for backends in tests has no ports",
	Service: checkHostPortRangeService,
	Backend: checkHostPortRangeBackend,
}

func checkHostPortRangeService(p *Pass, s *config.Service) { p.portRange(s.Object, s.Host) }
func checkHostPortRangeBackend(p *Pass, b *config.Backend) { p.portRange(b.Object, b.Host) }

func (p *Pass) portRange(o config.Object, hosts config.Value[[]string]) {
	for i, h := range hosts.V {
		if port, err := strconv.Atoi(hostPort(h)); err == nil && port > 65535 {
			p.reportItem(o, "host", i, "the host %q has a port beyond 65535", h)
		}
	}
}
