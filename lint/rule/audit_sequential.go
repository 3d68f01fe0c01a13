package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var auditSequential = Rule{
	ID:       "audit-sequential",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"5.1.7"}, Level: Medium},
	Summary:  "Checks that backends are not called one after the other.",
	Why:      `A sequence takes the time of all its backends together, and a service of its own says better what belongs together.`,
	Fix:      "let a service of its own make the sequence",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"proxy": {"sequential": true}},
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {"host": ["http://backend:8080"], "url_pattern": "/orders/{resp0_id}", "group": "orders"}
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
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {"host": ["http://backend:8080"], "url_pattern": "/orders", "group": "orders"}
      ]
    }
  ]
}
`,
	Endpoint: checkAuditSequential,
}

func checkAuditSequential(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("proxy")
	if entry == nil {
		return
	}
	if n := entry.Node.Get("sequential"); isTrue(n) && len(e.Backends) > 1 {
		p.askAt(n.Span, syntax.Join(entry.Pointer, "sequential"), "%d backends are called one after the other", len(e.Backends))
	}
}
