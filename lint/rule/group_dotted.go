package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var groupDotted = Rule{
	ID:       "group-dotted",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that groups are names and not paths.",
	Why:      `A group puts the answer under one key, as it is written. A dot in it does not make an object in an object.`,
	Fix:      "write a name without dots, or use a flatmap_filter",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "data.users"
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
          "group": "users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Body: `{"data.users": {"id": 1}}`},
		Good:    Outcome{Status: 200, Body: `{"users": {"id": 1}}`},
	},
	Backend: checkGroupDotted,
}

func checkGroupDotted(p *Pass, b *config.Backend) {
	if strings.Contains(b.Group.V, ".") && !passesThrough(b) {
		p.report(b.Object, "group", "the group %q is one key with a dot in it", b.Group.V)
	}
}
