package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var celInvalid = Rule{
	ID:       "cel-invalid",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the conditions of validation/cel compile.",
	Why:      `A condition with an unknown name or a wrong type is passed over, and one that is no expression switches all conditions beside it off: what they should refuse is let through.`,
	Fix:      "correct the expression",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "req_method == 'POST' &&"}]},
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
      "extra_config": {"validation/cel": [{"check_expr": "req_method == 'POST'"}]},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Bad:  Outcome{Status: 200},
		Good: Outcome{Status: 500},
	},
	Endpoint: checkCELInvalidEndpoint,
	Backend:  checkCELInvalidBackend,
}

func checkCELInvalidEndpoint(p *Pass, e *config.Endpoint) { p.conditions(e.Extra) }
func checkCELInvalidBackend(p *Pass, b *config.Backend)   { p.conditions(b.Extra) }

func (p *Pass) conditions(x config.Extra) {
	entry := x.Entry("validation/cel")
	if entry == nil || entry.Node.Kind != syntax.Array {
		return
	}
	for i, item := range entry.Node.Items {
		expr := item.Get("check_expr")
		if expr.Str() == "" {
			continue
		}
		pointer := syntax.Join(syntax.Index(entry.Pointer, i), "check_expr")
		switch problem, parses := compileCondition(expr.Str()); {
		case !parses:
			p.reportAt(expr.Span, pointer, "no condition here is looked at, this one is no expression: %s", problem)
		case problem != "":
			p.reportAt(expr.Span, pointer, "the condition is not looked at: %s", problem)
		}
	}
}
