package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var allowAndDeny = Rule{
	ID:       "allow-and-deny",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a backend has allow or deny, not both.",
	Why:      `Where allow names anything deny is ignored. What it was to hide is shown if allow names it, or something above it.`,
	Fix:      "remove deny, and name in allow only what may be shown",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["id", "address"],
          "deny": ["address.street"]
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["id", "address.city"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "address": {"city": "X", "street": "Y"}}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1, "address": {"city": "X", "street": "Y"}}`},
		Good:    Outcome{Status: 200, Body: `{"id": 1, "address": {"city": "X"}}`},
	},
	Backend: checkAllowAndDeny,
}

func checkAllowAndDeny(p *Pass, b *config.Backend) {
	if len(b.Allow.V) == 0 || len(b.Deny.V) == 0 || passesThrough(b) || !filters(b) {
		return
	}
	f := p.report(b.Object, "deny", "\"deny\" is ignored beside \"allow\"")
	shown := slices.ContainsFunc(b.Deny.V, func(d string) bool {
		return slices.ContainsFunc(b.Allow.V, func(a string) bool { return a == d || strings.HasPrefix(d, a+".") })
	})
	if shown {
		f.Effect = diag.Unsafe
		f.Message += ", which lets through what it names"
	}
	p.fix(f, !shown, `remove "deny"`, remove(b.Object, "deny"))
}
