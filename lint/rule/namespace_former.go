package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var namespaceFormer = Rule{
	ID:       "namespace-former",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that namespaces have their names of version 3.",
	Why:      `The gateway still reads most of the long names of version 2, but the schema does not, and a later version will not. Where both names stand the new one counts.`,
	Fix:      "rename the namespace",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "github.com/devopsfaith/krakend/http": {"return_error_code": true}
          }
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
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/http": {"return_error_code": true}}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 404, Body: `{"id": 1}`}},
	},
	Service:  checkNamespaceFormerService,
	Endpoint: checkNamespaceFormerEndpoint,
	Backend:  checkNamespaceFormerBackend,
	Agent:    checkNamespaceFormerAgent,
}

func checkNamespaceFormerService(p *Pass, s *config.Service)   { p.formerNamespaces(s.Extra) }
func checkNamespaceFormerEndpoint(p *Pass, e *config.Endpoint) { p.formerNamespaces(e.Extra) }
func checkNamespaceFormerBackend(p *Pass, b *config.Backend)   { p.formerNamespaces(b.Extra) }
func checkNamespaceFormerAgent(p *Pass, a *config.AsyncAgent)  { p.formerNamespaces(a.Extra) }

func (p *Pass) formerNamespaces(x config.Extra) {
	for _, e := range x.Entries {
		now, former := fact.Former(e.Written)
		if !former {
			continue
		}
		f := p.reportAt(e.Key, e.Pointer, "%q is the former name of %q", e.Written, now.Name)
		if !now.Honoured {
			f.Severity, f.Effect = diag.Error, diag.Unsafe
			f.Message += ", which the gateway no longer reads: it has no effect"
		}
		f.Hint = fmt.Sprintf("rename it to %q", now.Name)
		p.fix(f, now.Honoured, f.Hint, rename(e.Pointer, now.Name))
	}
}
