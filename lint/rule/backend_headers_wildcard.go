package rule

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var backendHeadersWildcard = Rule{
	ID:       "backend-headers-wildcard",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that the list of a backend holds no *.",
	Why:      `The list of a backend narrows that of its endpoint, and * is no wildcard there: it drops everything, the gateway's own headers included.`,
	Fix:      "remove the list",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["X-Tenant"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "input_headers": ["*"]
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
      "input_headers": ["X-Tenant"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"X-Tenant": "a"},
		Bad:     Outcome{NotSent: "X-Tenant: a"},
		Good:    Outcome{Sent: "X-Tenant: a"},
	},
	Backend: checkBackendHeadersWildcard,
}

func checkBackendHeadersWildcard(p *Pass, b *config.Backend) {
	for _, list := range []struct {
		field string
		names []string
	}{{"input_headers", b.InputHeaders.V}, {"input_query_strings", b.InputQueryStrings.V}} {
		if star(list.names) {
			f := p.report(b.Object, list.field, "\"*\" is no wildcard at a backend: it drops everything")
			p.fix(f, false, fmt.Sprintf("remove %q", list.field), remove(b.Object, list.field))
		}
	}
}
