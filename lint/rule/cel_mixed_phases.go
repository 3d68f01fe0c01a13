package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var celMixedPhases = Rule{
	ID:       "cel-mixed-phases",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a condition is about the request or about the answer.",
	Why:      `Conditions about the request are held before the backends are called, those about the answer afterwards. One that names both is held before, when there is no answer: it refuses every request.`,
	Fix:      "write two conditions, one for each",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "req_method == 'GET' && resp_completed"}]},
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
      "extra_config": {
        "validation/cel": [{"check_expr": "req_method == 'GET'"}, {"check_expr": "resp_completed"}]
      },
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
	Endpoint: checkCELMixedPhasesEndpoint,
	Backend:  checkCELMixedPhasesBackend,
}

func checkCELMixedPhasesEndpoint(p *Pass, e *config.Endpoint) { p.mixedPhases(e.Extra) }
func checkCELMixedPhasesBackend(p *Pass, b *config.Backend)   { p.mixedPhases(b.Extra) }

func (p *Pass) mixedPhases(x config.Extra) {
	for _, c := range p.conditions(x) {
		if c.problem == "" && c.reads("req_") && c.reads("resp_") {
			p.reportAt(c.at, c.pointer, "the condition names the request and the answer: it refuses every request")
		}
	}
}
