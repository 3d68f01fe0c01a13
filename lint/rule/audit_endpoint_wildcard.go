package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditEndpointWildcard = Rule{
	ID:       "audit-endpoint-wildcard",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"5.1.4"}, Level: Low},
	Summary:  "Checks that endpoints do not end in *.",
	Why:      `An endpoint that ends in * opens whatever the backend has below it, now and later.`,
	Fix:      "name the paths",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/*",
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Endpoint: checkAuditEndpointWildcard,
}

func checkAuditEndpointWildcard(p *Pass, e *config.Endpoint) {
	if strings.HasSuffix(e.Path.V, "/*") {
		p.ask(e.Object, "endpoint", "whatever the backend has below the path is open")
	}
}
