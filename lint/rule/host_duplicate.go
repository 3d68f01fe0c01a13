package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostDuplicate = Rule{
	ID:       "host-duplicate",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that no host stands twice in a list.",
	Why:      `Calls are spread over the hosts of a list. One that stands twice gets twice as many, which is seldom meant.`,
	Fix:      "delete one of the two",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080", "http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
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
	Proof: Proof{
		Request: "GET /users",
	},
	Service: checkHostDuplicateService,
	Backend: checkHostDuplicateBackend,
}

func checkHostDuplicateService(p *Pass, s *config.Service) { p.doubleHosts(s.Object, s.Host) }
func checkHostDuplicateBackend(p *Pass, b *config.Backend) { p.doubleHosts(b.Object, b.Host) }

func (p *Pass) doubleHosts(o config.Object, hosts config.Value[[]string]) {
	for i, h := range hosts.V {
		if !slices.Contains(hosts.V[:i], h) {
			continue
		}
		f := p.reportItem(o, "host", i, "the host %q stands twice: it gets twice the calls", h)
		p.fix(f, false, "delete the second one", removeAt(f.Pointer))
	}
}
