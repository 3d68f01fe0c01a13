package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var celNeverRun = Rule{
	ID:       "cel-never-run",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that conditions are run.",
	Why:      `A condition that reads nothing of req_..., resp_... or JWT is never run, and everybody passes.`,
	Fix:      "read something of the request, the answer or the token",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "validation/cel": [{"check_expr": "now > timestamp('2020-01-01T00:00:00Z')"}]
      },
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
      "extra_config": {"validation/cel": [{"check_expr": "req_method == 'GET'"}]},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "conditions are run by a stage of their own",
	Endpoint: checkCELNeverRunEndpoint,
	Backend:  checkCELNeverRunBackend,
}

func checkCELNeverRunEndpoint(p *Pass, e *config.Endpoint) { p.idleConditions(e.Extra) }
func checkCELNeverRunBackend(p *Pass, b *config.Backend)   { p.idleConditions(b.Extra) }

func (p *Pass) idleConditions(x config.Extra) {
	entry := x.Entry("validation/cel")
	if entry == nil {
		return
	}
	for i, rule := range entry.Node.Items() {
		expr := rule.Get("check_expr")
		text := expr.Str()
		if text == "" || strings.Contains(text, "req") || strings.Contains(text, "resp") || strings.Contains(text, "JWT") {
			continue
		}
		p.reportAt(expr.Span, syntax.Join(syntax.Index(entry.Pointer, i), "check_expr"), "the condition reads nothing of the request, the answer or the token: it never runs")
	}
}
