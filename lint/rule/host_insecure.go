package rule

import (
	"net/url"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostInsecure = Rule{
	ID:       "host-insecure",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Strict:   true,
	Summary:  "Checks that calls that leave the own network are encrypted.",
	Why:      `What goes over plain HTTP to a public name can be read and changed on the way, tokens and passwords included. Names without a dot, private addresses and names such as users.svc, db.internal and api.local count as the own network.`,
	Fix:      `write https://`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://api.shop.org"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["https://api.shop.org"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it needs somebody on the way",
	Service: checkHostInsecureService,
	Backend: checkHostInsecureBackend,
}

func checkHostInsecureService(p *Pass, s *config.Service) { p.insecureHosts(s.Object, s.Host) }
func checkHostInsecureBackend(p *Pass, b *config.Backend) { p.insecureHosts(b.Object, b.Host) }

func (p *Pass) insecureHosts(o config.Object, hosts config.Value[[]string]) {
	for i, h := range hosts.V {
		u, err := url.Parse(h)
		if err == nil && strings.EqualFold(u.Scheme, "http") && !inside(u.Hostname()) {
			p.reportItem(o, "host", i, "calls go to %s over plain HTTP", u.Hostname())
			return
		}
	}
}
