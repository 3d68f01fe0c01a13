package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditNoAggregation = Rule{
	ID:       "audit-no-aggregation",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"5.2.2"}, Level: Low},
	Summary:  "Checks that some endpoint joins the answers of several backends.",
	Why:      `Where no endpoint does, clients make a call for each backend, and the gateway only hands on.`,
	Fix:      "join in one endpoint what clients always ask for together",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
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
      "backend": [
        {"host": ["http://backend:8080"], "url_pattern": "/users"},
        {"host": ["http://backend:8080"], "url_pattern": "/orders", "group": "orders"}
      ]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Service: checkAuditNoAggregation,
}

func checkAuditNoAggregation(p *Pass, s *config.Service) {
	for _, e := range s.Endpoints() {
		if len(e.Backends) > 1 {
			return
		}
	}
	p.ask(s.Object, "endpoints", "no endpoint joins the answers of several backends")
}
