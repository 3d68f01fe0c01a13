package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostLocalhost = Rule{
	ID:       "host-localhost",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that hosts can be reached from where the gateway runs.",
	Why:      `In a container localhost is the container itself. A backend beside the gateway has a name of its own there.`,
	Fix:      "write the name of the backend",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://localhost:8081"], "url_pattern": "/users"}]
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
	NoProof: "it depends on where the gateway runs",
	Service: checkHostLocalhostService,
	Backend: checkHostLocalhostBackend,
}

func checkHostLocalhostService(p *Pass, s *config.Service) { p.localHosts(s.Object, s.Host) }
func checkHostLocalhostBackend(p *Pass, b *config.Backend) { p.localHosts(b.Object, b.Host) }

func (p *Pass) localHosts(o config.Object, hosts config.Value[[]string]) {
	for i, h := range hosts.V {
		if name := hostName(h); name == "localhost" || name == "127.0.0.1" || name == "[::1]" {
			p.reportItem(o, "host", i, "the host %q is the machine or container that the gateway runs on", h)
			return
		}
	}
}

// hostName is a host without scheme, port and path.
func hostName(host string) string {
	_, name, ok := strings.Cut(host, "://")
	if !ok {
		name = host
	}
	name, _, _ = strings.Cut(name, "/")
	if i := strings.LastIndexByte(name, ':'); i > strings.LastIndexByte(name, ']') {
		name = name[:i]
	}
	return strings.ToLower(name)
}
