package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var celNotBoolean = Rule{
	ID:       "cel-not-boolean",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that conditions are true or false.",
	Why:      `A condition that gives a text or a number is never true: it refuses every request.`,
	Fix:      "compare the value with something",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "req_method"}]},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
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
      "extra_config": {"validation/cel": [{"check_expr": "req_method == 'GET'"}]},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkCELNotBooleanEndpoint,
	Backend:  checkCELNotBooleanBackend,
}

func checkCELNotBooleanEndpoint(p *Pass, e *config.Endpoint) { p.notBoolean(e.Extra) }
func checkCELNotBooleanBackend(p *Pass, b *config.Backend)   { p.notBoolean(b.Extra) }

func (p *Pass) notBoolean(x config.Extra) {
	for _, c := range p.conditions(x) {
		switch c.kind {
		case "", "bool", "dyn", "any":
		default:
			p.reportAt(c.at, c.pointer, "the condition gives no true or false but a value of type %s: it refuses every request", c.kind)
		}
	}
}
