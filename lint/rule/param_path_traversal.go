package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var paramPathTraversal = Rule{
	ID:       "param-path-traversal",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Strict:   true,
	Summary:  "Checks that the values of path parameters are looked at before they go into a path.",
	Why:      `A value is put into url_pattern as it is after decoding: .. as well. What the backend makes of /users/.. is its own affair; some leave the folder.`,
	Fix:      `check the value with validation/cel, or run the gateway with --strict`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
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
        "validation/cel": [{"check_expr": "req_params.Id.matches('^[0-9]+$')"}]
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/%2e%2e",
		Bad:     Outcome{Sent: "GET /users/.."},
		Good:    Outcome{NotSent: "GET /users/.."},
	},
	Backend: checkParamPathTraversal,
}

func checkParamPathTraversal(p *Pass, b *config.Backend) {
	if b.Endpoint == nil || hasAny(b.Endpoint.Extra, "validation/cel", "modifier/lua-endpoint", "modifier/lua-proxy") ||
		hasAny(b.Extra, "validation/cel", "modifier/lua-backend") {
		return
	}
	path, _, _ := strings.Cut(b.URLPattern.V, "?")
	known := fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V)
	for _, name := range fact.PatternParams(path) {
		if slices.Contains(known, name) {
			p.report(b.Object, "url_pattern", "{%s} may be .., and reaches the backend so", name)
			return
		}
	}
}
