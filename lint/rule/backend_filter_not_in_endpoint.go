package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var backendFilterNotInEndpoint = Rule{
	ID:       "backend-filter-not-in-endpoint",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that what a backend asks for passes its endpoint.",
	Why:      `The lists of a backend narrow those of its endpoint. What the endpoint does not let through never arrives.`,
	Fix:      "name it at the endpoint too",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "input_headers": ["X-Tenant"]
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "input_headers": ["X-Tenant"]
        }
      ]
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
	Backend: checkBackendFilterNotInEndpoint,
}

func checkBackendFilterNotInEndpoint(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || hasAny(e.Extra, "auth/validator", "modifier/lua-endpoint", "modifier/lua-proxy", "plugin/req-resp-modifier") {
		return
	}
	for i, h := range b.InputHeaders.V {
		if h == "*" || h == "" || star(e.InputHeaders.V) || has(e.InputHeaders.V, h) || madeByGateway(h) || len(e.InputHeaders.V) == 0 && strings.EqualFold(h, "Content-Type") {
			continue
		}
		f := p.reportItem(b.Object, "input_headers", i, "the header %q does not pass the endpoint's input_headers", h)
		p.fix(f, false, fmt.Sprintf("add %q at the endpoint", h), add(e.Object, "input_headers", h))
	}
	for i, q := range b.InputQueryStrings.V {
		if q == "*" || q == "" || star(e.InputQueryStrings.V) || slices.Contains(e.InputQueryStrings.V, q) {
			continue
		}
		f := p.reportItem(b.Object, "input_query_strings", i, "the query parameter %q does not pass the endpoint's input_query_strings", q)
		p.fix(f, false, fmt.Sprintf("add %q at the endpoint", q), add(e.Object, "input_query_strings", q))
	}
}

// madeByGateway reports whether the gateway sets a header on every request.
func madeByGateway(name string) bool {
	switch strings.ToLower(name) {
	case "x-forwarded-for", "x-forwarded-host", "user-agent", "x-forwarded-via":
		return true
	}
	return false
}
