package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditQueryWildcard = Rule{
	ID:       "audit-query-wildcard",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.2.4"}, Level: High},
	Summary:  "Checks that an endpoint forwards the query parameters that it names, not all.",
	Why:      `With "*" clients reach the backend with any parameter, also those that are not meant for them.`,
	Fix:      "name the parameters in input_query_strings",
	Bad: `{
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
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_query_strings": ["page"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Endpoint: checkAuditQueryWildcard,
}

func checkAuditQueryWildcard(p *Pass, e *config.Endpoint) {
	if star(e.InputQueryStrings.V) {
		p.ask(e.Object, "input_query_strings", "all query parameters of clients reach the backends")
	}
}
