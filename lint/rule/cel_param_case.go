package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var celParamCase = Rule{
	ID:       "cel-param-case",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that conditions name path parameters as the gateway does.",
	Why:      `In conditions the names of path parameters start with a capital letter: {id} is req_params.Id. Any other name is not there, and a condition that asks for it refuses every request.`,
	Fix:      "write the first letter of the parameter as a capital",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "extra_config": {"validation/cel": [{"check_expr": "req_params.id == '7'"}]},
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
      "endpoint": "/users/{id}",
      "extra_config": {"validation/cel": [{"check_expr": "req_params.Id == '7'"}]},
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
		Request: "GET /users/7",
		Bad:     Outcome{Status: 500},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkCELParamCase,
}

func checkCELParamCase(p *Pass, e *config.Endpoint) {
	conditions := p.conditions(e.Extra)
	if len(conditions) == 0 {
		return
	}
	known := fact.PathParams(e.Route(), e.Service.DisableREST.V)
	for i, name := range known {
		known[i] = strings.ToUpper(name[:1]) + name[1:]
	}
	for _, c := range conditions {
		for _, k := range c.keys {
			if k.name != "req_params" || slices.Contains(known, k.key) {
				continue
			}
			f := p.reportAt(c.at, c.pointer, "the condition asks for the parameter %q, which is not there", k.key)
			if len(known) > 0 {
				f.Hint = "the endpoint has " + oneOf(known)
			} else {
				f.Hint = "the endpoint's path has no parameters"
			}
		}
	}
}
