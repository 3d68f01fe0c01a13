package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var namespaceUnknown = Rule{
	ID:       "namespace-unknown",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the namespaces in extra_config exist.",
	Why:      `The gateway passes over namespaces that it does not know, without a message. Whatever they were to switch on is off.`,
	Fix:      "correct the name; settings of plugins stand in plugin/http-server and the like",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/htp": {"return_error_code": true}}
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
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 404},
	},
	Service:  checkNamespaceUnknownService,
	Endpoint: checkNamespaceUnknownEndpoint,
	Backend:  checkNamespaceUnknownBackend,
	Agent:    checkNamespaceUnknownAgent,
}

func checkNamespaceUnknownService(p *Pass, s *config.Service)   { p.unknownNamespaces(s.Extra) }
func checkNamespaceUnknownEndpoint(p *Pass, e *config.Endpoint) { p.unknownNamespaces(e.Extra) }
func checkNamespaceUnknownBackend(p *Pass, b *config.Backend)   { p.unknownNamespaces(b.Extra) }
func checkNamespaceUnknownAgent(p *Pass, a *config.AsyncAgent)  { p.unknownNamespaces(a.Extra) }

func (p *Pass) unknownNamespaces(x config.Extra) {
	for _, e := range x.Entries {
		if len(fact.NamespaceLevels(e.Name)) > 0 {
			continue
		}
		if _, former := fact.Former(e.Written); former {
			continue
		}
		f := p.reportAt(e.Key, e.Pointer, "there is no namespace %q: the gateway ignores it", e.Written)
		if e.Written == "flatmap_filter" {
			f.Hint = `flatmap_filter stands in the namespace "proxy"`
			if x.Get("proxy") == nil {
				p.fix(f, false, `put it into "proxy"`, removeAt(e.Pointer), setAt(x.Pointer+"/proxy", `{"flatmap_filter": `+e.Node.Span.Text()+"}"))
			}
			continue
		}
		var names []string
		for _, n := range fact.Namespaces(x.Level) {
			names = append(names, n.Name)
		}
		near := Nearest(e.Written, names, 1)
		if len(near) == 0 {
			continue
		}
		f.Hint = fmt.Sprintf("did you mean %q?", near[0])
		p.fix(f, false, fmt.Sprintf("rename it to %q", near[0]), rename(e.Pointer, near[0]))
	}
}
