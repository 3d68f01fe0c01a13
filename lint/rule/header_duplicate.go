package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var headerDuplicate = Rule{
	ID:       "header-duplicate",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that no entry stands twice in a list.",
	Why:      `Names of headers are compared without letter case. A second entry says nothing, and the schema refuses it.`,
	Fix:      "delete the second one",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Accept", "accept"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Accept"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkHeaderDuplicate,
}

func checkHeaderDuplicate(p *Pass, e *config.Endpoint) {
	for i, h := range e.InputHeaders.V {
		if has(e.InputHeaders.V[:i], h) {
			f := p.reportItem(e.Object, "input_headers", i, "%q stands twice", h)
			p.fix(f, true, "delete the second one", removeAt(f.Pointer))
		}
	}
	for i, q := range e.InputQueryStrings.V {
		if slices.Contains(e.InputQueryStrings.V[:i], q) {
			f := p.reportItem(e.Object, "input_query_strings", i, "%q stands twice", q)
			p.fix(f, true, "delete the second one", removeAt(f.Pointer))
		}
	}
}
