package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var allowParentChild = Rule{
	ID:       "allow-parent-child",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that allow does not name a field and a part of it.",
	Why:      `Of a field and a later entry for a part of it the part alone is kept. The other way round the whole field is.`,
	Fix:      "name one of the two",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["address", "address.city"]
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
          "allow": ["address"]
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"address": {"city": "X", "zip": "1"}}`}},
		Bad:     Outcome{Status: 200, Body: `{"address": {"city": "X"}}`},
		Good:    Outcome{Status: 200, Body: `{"address": {"city": "X", "zip": "1"}}`},
	},
	Backend: checkAllowParentChild,
}

func checkAllowParentChild(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) {
		return
	}
	for i, child := range b.Allow.V {
		for _, parent := range b.Allow.V[:i] {
			if strings.HasPrefix(child, parent+".") {
				p.reportItem(b.Object, "allow", i, "%q narrows %q: nothing else of it is kept", child, parent)
			}
		}
	}
}
