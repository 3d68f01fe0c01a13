package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var namespaceWrongLevel = Rule{
	ID:       "namespace-wrong-level",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that namespaces stand at a level where they are read.",
	Why:      `Each namespace is read at the service, at endpoints or at backends. At another level it is ignored without a message: a rate limit there limits nothing, a validator lets everybody in.`,
	Fix:      "move the namespace to the level where it is read",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"backend/http": {"return_error_code": true}},
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
	Service:  checkNamespaceWrongLevelService,
	Endpoint: checkNamespaceWrongLevelEndpoint,
	Backend:  checkNamespaceWrongLevelBackend,
	Agent:    checkNamespaceWrongLevelAgent,
}

func checkNamespaceWrongLevelService(p *Pass, s *config.Service)   { p.misplaced(s.Extra) }
func checkNamespaceWrongLevelEndpoint(p *Pass, e *config.Endpoint) { p.misplaced(e.Extra) }
func checkNamespaceWrongLevelBackend(p *Pass, b *config.Backend)   { p.misplaced(b.Extra) }
func checkNamespaceWrongLevelAgent(p *Pass, a *config.AsyncAgent)  { p.misplaced(a.Extra) }

func (p *Pass) misplaced(x config.Extra) {
	for _, e := range x.Entries {
		n, here := fact.FindNamespace(e.Name, x.Level)
		if here && n.Edition != fact.NoReader || !e.Honoured {
			continue
		}
		var levels []string
		for _, level := range fact.NamespaceLevels(e.Name) {
			if other, _ := fact.FindNamespace(e.Name, level); other.Edition == fact.Community {
				levels = append(levels, string(level))
			}
		}
		if len(levels) == 0 {
			continue
		}
		f := p.reportAt(e.Key, e.Pointer, "%q is not read at %s level: it has no effect", e.Written, x.Level)
		f.Hint = "it is read at " + strings.Join(levels, " and ") + " level"
		switch {
		case guards(e.Name):
		case shapes(e.Name):
			f.Effect = diag.Wrong
		default:
			f.Severity, f.Effect = diag.Warning, diag.Wrong
		}
	}
}

// shapes reports whether a namespace decides what is asked of a backend or
// answered to a client.
func shapes(namespace string) bool {
	return namespace == "proxy" || strings.HasPrefix(namespace, "modifier/") || strings.HasPrefix(namespace, "backend/")
}

// guards reports whether a namespace protects something, so that leaving it out
// leaves that open.
func guards(namespace string) bool {
	if namespace == "qos/http-cache" {
		return false
	}
	for _, prefix := range []string{"auth/", "security/", "qos/", "validation/"} {
		if strings.HasPrefix(namespace, prefix) {
			return true
		}
	}
	return false
}
