package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditSeveralWrites = Rule{
	ID:       "audit-several-writes",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"5.1.6"}, Level: Medium},
	Summary:  "Checks that an endpoint of several backends only reads.",
	Why:      `Where one of several writes fails the others have happened, and nothing takes them back.`,
	Fix:      "write with one backend, or let a service of its own do the whole",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users", "method": "POST"},
        {"host": ["http://backend:8080"], "url_pattern": "/log", "method": "POST", "group": "log"}
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
      "method": "POST",
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users", "method": "POST"},
        {"host": ["http://backend:8080"], "url_pattern": "/log", "method": "GET", "group": "log"}
      ]
    }
  ]
}
`,
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Endpoint: checkAuditSeveralWrites,
}

func checkAuditSeveralWrites(p *Pass, e *config.Endpoint) {
	if len(e.Backends) < 2 {
		return
	}
	var writes []*config.Backend
	for _, b := range e.Backends {
		if b != nil && b.HTTPMethod() != "GET" && b.HTTPMethod() != "HEAD" {
			writes = append(writes, b)
		}
	}
	if len(writes) > 1 || len(writes) == 1 && e.HTTPMethod() == "GET" {
		b := writes[len(writes)-1]
		at(p.ask(b.Object, "method", "one of %d backends writes with %s: where one fails nothing takes the others back", len(e.Backends), b.HTTPMethod()), e, b)
	}
}
