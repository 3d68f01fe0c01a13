package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitKeyParam = Rule{
	ID:       "ratelimit-key-param",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that the parameter that tells clients apart exists.",
	Why:      `The strategy param counts by a parameter of the path. With a key that the path does not have everybody is refused.`,
	Fix:      "name a parameter of the path",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "extra_config": {
        "qos/ratelimit/router": {
          "client_max_rate": 5,
          "client_capacity": 5,
          "strategy": "param",
          "key": "user"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "extra_config": {
        "qos/ratelimit/router": {
          "client_max_rate": 5,
          "client_capacity": 5,
          "strategy": "param",
          "key": "id"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/7",
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkRatelimitKeyParam,
}

func checkRatelimitKeyParam(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("qos/ratelimit/router")
	if entry == nil || !strings.EqualFold(entry.Node.Get("strategy").Str(), "param") {
		return
	}
	key := entry.Node.Get("key")
	params := fact.PathParams(e.Route(), e.Service.DisableREST.V)
	if key.Str() == "" || slices.ContainsFunc(params, func(name string) bool { return strings.EqualFold(name, key.Str()) }) {
		return
	}
	f := p.reportAt(key.Span, syntax.Join(entry.Pointer, "key"), "the path has no parameter %q: everybody is refused", key.Str())
	if len(params) > 0 {
		f.Hint = "it has " + oneOf(params)
	}
}
