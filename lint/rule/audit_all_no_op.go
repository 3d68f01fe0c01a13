package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var auditAllNoOp = Rule{
	ID:       "audit-all-no-op",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"5.2.3"}, Level: Low},
	Summary:  "Checks that not every endpoint hands on its backend untouched.",
	Why:      `With no-op everywhere nothing is filtered, joined or checked: the gateway is a proxy only.`,
	Fix:      "decode what clients get",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
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
	Service: checkAuditAllNoOp,
}

func checkAuditAllNoOp(p *Pass, s *config.Service) {
	for _, e := range s.Endpoints() {
		if !shape.PassesThrough(e) {
			return
		}
	}
	p.ask(s.Object, "endpoints", "no endpoint decodes what its backend answers")
}
