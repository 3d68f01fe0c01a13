package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var urlQueryDuplicate = Rule{
	ID:       "url-query-duplicate",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that a fixed query parameter is not forwarded as well.",
	Why:      `A parameter that url_pattern fixes and clients may send arrives twice. Which one counts is the backend's choice.`,
	Fix:      "take it out of input_query_strings",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_query_strings": ["role"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users?role=user"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users?role=user"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users?role=admin",
		Bad:     Outcome{Sent: "GET /users?role=user&role=admin"},
		Good:    Outcome{Sent: "GET /users?role=user"},
	},
	Backend: checkURLQueryDuplicate,
}

func checkURLQueryDuplicate(p *Pass, b *config.Backend) {
	e := b.Endpoint
	_, query, ok := strings.Cut(b.URLPattern.V, "?")
	if e == nil || !ok {
		return
	}
	for _, pair := range strings.Split(query, "&") {
		name, _, _ := strings.Cut(pair, "=")
		if name != "" && forwards(e.InputQueryStrings.V, b.InputQueryStrings.V, name) {
			p.report(b.Object, "url_pattern", "a client that sends %q too gives the backend two of them", name)
		}
	}
}
