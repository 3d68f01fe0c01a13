package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var namespaceEnterpriseOnly = Rule{
	ID:       diag.NamespaceEnterprise,
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that no namespace of the Enterprise Edition is relied on.",
	Why:      `The Community Edition passes over the namespaces of the Enterprise Edition without a message. An API key that is asked for there is asked for nowhere: what guards an endpoint or the service is an error. With the edition ee the rule does not run.`,
	Fix:      "remove it, or run the Enterprise Edition",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"auth/api-keys": {"roles": ["user"]}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
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
	NoProof:  "nothing happens, which is the same with and without it",
	Service:  checkNamespaceEnterpriseOnlyService,
	Endpoint: checkNamespaceEnterpriseOnlyEndpoint,
	Backend:  checkNamespaceEnterpriseOnlyBackend,
	Agent:    checkNamespaceEnterpriseOnlyAgent,
}

func checkNamespaceEnterpriseOnlyService(p *Pass, s *config.Service)   { p.enterprise(s.Extra) }
func checkNamespaceEnterpriseOnlyEndpoint(p *Pass, e *config.Endpoint) { p.enterprise(e.Extra) }
func checkNamespaceEnterpriseOnlyBackend(p *Pass, b *config.Backend)   { p.enterprise(b.Extra) }
func checkNamespaceEnterpriseOnlyAgent(p *Pass, a *config.AsyncAgent)  { p.enterprise(a.Extra) }

func (p *Pass) enterprise(x config.Extra) {
	for _, e := range x.Entries {
		levels := fact.NamespaceLevels(e.Name)
		only := len(levels) > 0
		for _, level := range levels {
			n, _ := fact.FindNamespace(e.Name, level)
			only = only && n.Edition == fact.Enterprise
		}
		if n, here := fact.FindNamespace(e.Name, x.Level); !only && (!here || n.Edition != fact.Enterprise) {
			continue
		}
		f := p.reportAt(e.Key, e.Pointer, "%q works in the Enterprise Edition only: here it is ignored", e.Written)
		// At a backend most of them are credentials for it, which it asks for itself.
		if guards(e.Name) && (x.Level != fact.Backend || strings.HasPrefix(e.Name, "security/")) {
			f.Severity = diag.Error
			f.Message += ", and nothing is protected by it"
		}
	}
}
