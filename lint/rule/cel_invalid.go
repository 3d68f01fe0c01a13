package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
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

func checkCELInvalidEndpoint(p *Pass, e *config.Endpoint) { p.invalidConditions(e.Extra) }
func checkCELInvalidBackend(p *Pass, b *config.Backend)   { p.invalidConditions(b.Extra) }

func (p *Pass) invalidConditions(x config.Extra) {
	for _, c := range p.conditions(x) {
		switch {
		case c.text == "":
		case !c.parses:
			p.reportAt(c.at, c.pointer, "no condition here is looked at, this one is no expression: %s", c.problem)
		case c.problem != "":
			p.reportAt(c.at, c.pointer, "the condition is not looked at: %s", c.problem)
		}
	}
}
