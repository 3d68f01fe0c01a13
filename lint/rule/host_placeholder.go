package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var hostPlaceholder = Rule{
	ID:       "host-placeholder",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that no placeholder is left in a host.",
	Why:      `A text such as <no value> or {{ .host }} is what a template leaves when a setting is missing. The host does not exist.`,
	Fix:      "fill the placeholder in",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://$BACKEND"],
          "url_pattern": "/users",
          "disable_host_sanitize": true
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
	NoProof: "the stub that stands for backends in tests answers for every host",
	Service: checkHostPlaceholderService,
	Backend: checkHostPlaceholderBackend,
}

func checkHostPlaceholderService(p *Pass, s *config.Service) { p.placeholders(s.Object, s.Host) }
func checkHostPlaceholderBackend(p *Pass, b *config.Backend) { p.placeholders(b.Object, b.Host) }

func (p *Pass) placeholders(o config.Object, hosts config.Value[[]string]) {
	for i, h := range hosts.V {
		if !strings.ContainsAny(h, "$<>") && !strings.Contains(h, "{{") {
			continue
		}
		unchecked := p.backend != nil && p.backend.DisableHostSanitize.V
		if _, ok := fact.CleanHost(h); ok || unchecked { // the others are refused at start
			p.reportItem(o, "host", i, "the host %q holds a placeholder that was not filled in", h)
		}
	}
}
