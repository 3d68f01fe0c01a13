package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var paramQueryInjection = Rule{
	ID:       "param-query-injection",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that no path parameter is put into a query string.",
	Why:      `Values of path parameters are put in as they are after decoding. A client that sends a%26role=admin adds a query parameter of its own to the backend's call.`,
	Fix:      "use a query parameter of the client with input_query_strings, or check the value",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users?id={id}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users/7%26role=admin",
		Answers: map[string]Answer{"*": {Body: `{"id": 1}`}},
		Bad:     Outcome{Sent: "GET /users?id=7&role=admin"},
		Good:    Outcome{NotSent: "GET /users?id=7&role=admin"},
	},
	Backend: checkParamQueryInjection,
}

func checkParamQueryInjection(p *Pass, b *config.Backend) {
	if b.Endpoint == nil || hasAny(b.Endpoint.Extra, "validation/cel") || hasAny(b.Extra, "validation/cel") {
		return
	}
	_, query, _ := strings.Cut(b.URLPattern.V, "?")
	if !strings.Contains(query, "{") {
		return
	}
	known := fact.PathParams(b.Endpoint.Route(), b.Service.DisableREST.V)
	for _, name := range fact.PatternParams(query) {
		if slices.Contains(known, name) {
			p.report(b.Object, "url_pattern", "{%s} in the query lets clients add parameters of their own, with %%26", name)
			return
		}
	}
}
