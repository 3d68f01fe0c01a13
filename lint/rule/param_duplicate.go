package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var paramDuplicate = Rule{
	ID:       "param-duplicate",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a path has every parameter once.",
	Why:      `Of a name that stands twice in a path the last value counts for both places.`,
	Fix:      "give the two different names",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}/orders/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{user}/orders/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/{user}/orders/{id}"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/1/orders/2",
		Answers: map[string]Answer{"*": {Body: `{"id": 1}`}},
		Bad:     Outcome{Sent: "GET /users/2"},
		Good:    Outcome{Sent: "GET /users/1/orders/2"},
	},
	Endpoint: checkParamDuplicate,
}

func checkParamDuplicate(p *Pass, e *config.Endpoint) {
	if strings.Count(e.Path.V, "{") < 2 {
		return
	}
	seen := map[string]bool{}
	for _, name := range fact.PathParams(e.Route(), e.Service.DisableREST.V) {
		key := strings.ToUpper(name[:1]) + name[1:]
		if seen[key] {
			p.report(e.Object, "endpoint", "the parameter {%s} stands twice: only its last value counts", name)
			return
		}
		seen[key] = true
	}
}
