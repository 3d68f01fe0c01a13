package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var methodCase = Rule{
	ID:       "method-case",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that methods are written in capitals.",
	Why:      `The gateway reads methods in any letter case, its schema only in capitals.`,
	Fix:      "write it in capitals",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "get",
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
      "method": "GET",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkMethodCaseEndpoint,
	Backend:  checkMethodCaseBackend,
}

func checkMethodCaseEndpoint(p *Pass, e *config.Endpoint) { p.methodCase(e.Object, e.Method.V) }
func checkMethodCaseBackend(p *Pass, b *config.Backend)   { p.methodCase(b.Object, b.Method.V) }

func (p *Pass) methodCase(o config.Object, method string) {
	upper := strings.ToUpper(method)
	if upper == method || !slices.Contains(fact.BackendMethods(), upper) {
		return
	}
	f := p.report(o, "method", "the method %q should be in capitals", method)
	p.fix(f, true, fmt.Sprintf("write %q", upper), set(o, "method", quote(upper)))
}
