package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var wildcardMixed = Rule{
	ID:       "wildcard-mixed",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that a list with * names nothing else.",
	Why:      `* lets everything through, so that the other entries say nothing.`,
	Fix:      "leave * alone in the list, or take it out",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_query_strings": ["*", "page"],
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
      "input_query_strings": ["*"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users?page=1",
	},
	Endpoint: checkWildcardMixed,
}

func checkWildcardMixed(p *Pass, e *config.Endpoint) {
	for _, list := range []struct {
		field string
		names []string
	}{{"input_headers", e.InputHeaders.V}, {"input_query_strings", e.InputQueryStrings.V}} {
		if star(list.names) && len(list.names) > 1 {
			f := p.report(e.Object, list.field, "beside \"*\" the other entries say nothing")
			p.fix(f, true, "leave * alone", set(e.Object, list.field, `["*"]`))
		}
	}
}
