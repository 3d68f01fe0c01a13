package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var backendTimeout = Rule{
	ID:       "backend-timeout",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no timeout stands at a backend.",
	Why:      `A backend has no timeout of its own: the endpoint's covers all of its backends. The field is ignored.`,
	Fix:      "set the timeout of the endpoint",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "timeout": "5s"
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
      "timeout": "5s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it shows only with a backend that is slower than the default of 2 seconds",
	Backend: checkBackendTimeout,
}

func checkBackendTimeout(p *Pass, b *config.Backend) {
	for _, m := range b.Unknown {
		if !strings.EqualFold(m.Name, "timeout") {
			continue
		}
		f := p.reportAt(m.Span(), b.Field(m.Name), "a backend has no timeout: it is ignored")
		if e := b.Endpoint; e != nil && e.Member("timeout") == nil && len(e.Backends) == 1 {
			p.fix(f, false, "move it to the endpoint", removeAt(b.Field(m.Name)), set(e.Object, "timeout", m.Value.Span.Text()))
		}
	}
}
