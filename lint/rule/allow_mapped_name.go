package rule

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var allowMappedName = Rule{
	ID:       "allow-mapped-name",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that filters name fields as the backend does.",
	Why:      `Filters come before the mapping. An allow list with a new name meets nothing, and the field is dropped.`,
	Fix:      "write the backend's name in allow",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "allow": ["key"],
          "mapping": {"id": "key"}
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
          "allow": ["id"],
          "mapping": {"id": "key"}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Body: "{}"},
		Good:    Outcome{Status: 200, Body: `{"key": 1}`},
	},
	Backend: checkAllowMappedName,
}

func checkAllowMappedName(p *Pass, b *config.Backend) {
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	for i, name := range b.Allow.V {
		for from, to := range b.Mapping.V {
			if to != name || from == name || slices.Contains(b.Allow.V, from) {
				continue
			}
			f := p.reportItem(b.Object, "allow", i, "%q is the new name of %q: filters come before the mapping", name, from)
			p.fix(f, false, fmt.Sprintf("write %q", from), setAt(f.Pointer, quote(from)))
		}
	}
}
