package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var hostNoScheme = Rule{
	ID:       "host-no-scheme",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that hosts have a scheme.",
	Why:      `A host without a scheme is called by http://. Written out, nobody has to know that.`,
	Fix:      "write the scheme",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["backend:8080"], "url_pattern": "/users"}]
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
	Service: checkHostNoSchemeService,
	Backend: checkHostNoSchemeBackend,
}

func checkHostNoSchemeService(p *Pass, s *config.Service) { p.schemeless(s.Object, s.Host, false) }

func checkHostNoSchemeBackend(p *Pass, b *config.Backend) {
	if b.SD.V == "" || b.SD.V == "static" {
		p.schemeless(b.Object, b.Host, b.DisableHostSanitize.V)
	}
}

func (p *Pass) schemeless(o config.Object, hosts config.Value[[]string], asWritten bool) {
	for i, h := range hosts.V {
		if _, ok := fact.CleanHost(h); !ok || strings.Contains(h, "://") || asWritten {
			continue
		}
		f := p.reportItem(o, "host", i, "the host %q has no scheme: it is called by http", h)
		p.fix(f, true, fmt.Sprintf("write %q", "http://"+h), setAt(f.Pointer, listed(f.Pointer, o, "http://"+h)))
	}
}

// listed is a text as it stands at a pointer to an element of a list, or to a
// list that is written as a single text.
func listed(pointer string, o config.Object, s string) string {
	if m := o.Member("host"); m != nil && pointer == o.Field(m.Name) && m.Value.Kind == syntax.Array {
		return "[" + quote(s) + "]"
	}
	return quote(s)
}
