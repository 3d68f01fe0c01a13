package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var hostTrailingSlash = Rule{
	ID:       "host-trailing-slash",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that hosts do not end in a slash.",
	Why:      `The gateway drops the slash. With disable_host_sanitize it stays, and the path starts with two of them.`,
	Fix:      "delete the slash",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080/"], "url_pattern": "/users"}]
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
	Service: checkHostTrailingSlashService,
	Backend: checkHostTrailingSlashBackend,
}

func checkHostTrailingSlashService(p *Pass, s *config.Service) { p.slashed(s.Object, s.Host, nil) }
func checkHostTrailingSlashBackend(p *Pass, b *config.Backend) { p.slashed(b.Object, b.Host, b) }

func (p *Pass) slashed(o config.Object, hosts config.Value[[]string], b *config.Backend) {
	for i, h := range hosts.V {
		short := strings.TrimRight(h, "/")
		if short == h || strings.HasSuffix(short, ":") || b != nil && notHTTP(b) {
			continue
		}
		f := p.reportItem(o, "host", i, "the host %q ends in a slash", h)
		kept := b != nil && b.DisableHostSanitize.V
		if kept && strings.HasPrefix(b.URLPattern.V, "/") {
			f.Severity, f.Effect = diag.Warning, diag.Wrong
			f.Message += fmt.Sprintf(", so that the backend is called with //%s", strings.TrimPrefix(b.URLPattern.V, "/"))
		}
		p.fix(f, !kept, fmt.Sprintf("write %q", short), setAt(f.Pointer, listed(f.Pointer, o, short)))
	}
}
