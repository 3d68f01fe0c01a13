package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditHeadersWildcard = Rule{
	ID:       "audit-headers-wildcard",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.2.3"}, Level: High},
	Summary:  "Checks that an endpoint forwards the headers that it names, not all.",
	Why:      `With "*" clients reach the backend with any header, such as those that a proxy sets for it.`,
	Fix:      "name the headers in input_headers",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["*"],
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
      "input_headers": ["X-Request-Id"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Endpoint: checkAuditHeadersWildcard,
}

func checkAuditHeadersWildcard(p *Pass, e *config.Endpoint) {
	if star(e.InputHeaders.V) {
		p.ask(e.Object, "input_headers", "all headers of clients reach the backends")
	}
}
