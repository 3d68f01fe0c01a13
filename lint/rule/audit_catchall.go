package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditCatchall = Rule{
	ID:       "audit-catchall",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"5.1.5"}, Level: Medium},
	Summary:  "Checks that there is no endpoint for whatever is not named.",
	Why:      `/__catchall opens every path of the backend that no other endpoint names.`,
	Fix:      "name the paths",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/__catchall",
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
	Endpoint: checkAuditCatchall,
}

func checkAuditCatchall(p *Pass, e *config.Endpoint) {
	if e.Path.V == "/__catchall" {
		p.ask(e.Object, "endpoint", "whatever no other endpoint names is open")
	}
}
