package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var denyParentChild = Rule{
	ID:       "deny-parent-child",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that deny does not name a field and a part of it.",
	Why:      `Where a field is dropped its parts are gone with it. The second entry says nothing.`,
	Fix:      "delete the longer entry",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "deny": ["address", "address.city"]
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
          "deny": ["address"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1, "address": {"city": "X"}}`}},
	},
	Backend: checkDenyParentChild,
}

func checkDenyParentChild(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) || len(b.Allow.V) > 0 {
		return
	}
	for i, child := range b.Deny.V {
		if slices.ContainsFunc(b.Deny.V, func(parent string) bool { return strings.HasPrefix(child, parent+".") }) {
			f := p.reportItem(b.Object, "deny", i, "%q is gone with the field that holds it", child)
			p.fix(f, true, "delete it", removeAt(f.Pointer))
		}
	}
}
