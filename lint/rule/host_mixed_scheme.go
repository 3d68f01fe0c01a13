package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostMixedScheme = Rule{
	ID:       "host-mixed-scheme",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the hosts of a list have one scheme.",
	Why:      `Calls are spread over the hosts of a list. With http and https in it some of them are encrypted and some are not.`,
	Fix:      "write one scheme",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["https://a.example.org", "http://b.example.org"],
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
      "backend": [
        {
          "host": ["https://a.example.org", "https://b.example.org"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	NoProof: "which host is called is a matter of chance",
	Service: checkHostMixedSchemeService,
	Backend: checkHostMixedSchemeBackend,
}

func checkHostMixedSchemeService(p *Pass, s *config.Service) { p.mixedSchemes(s.Object, s.Host) }
func checkHostMixedSchemeBackend(p *Pass, b *config.Backend) { p.mixedSchemes(b.Object, b.Host) }

func (p *Pass) mixedSchemes(o config.Object, hosts config.Value[[]string]) {
	for i, h := range hosts.V {
		if strings.HasPrefix(h, "https://") != strings.HasPrefix(hosts.V[0], "https://") {
			p.reportItem(o, "host", i, "the hosts of the list are called by http and by https in turn")
			return
		}
	}
}
