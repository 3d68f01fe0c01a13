package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditRESTDisabled = Rule{
	ID:       "audit-rest-disabled",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"5.1.1"}, Level: Low},
	Summary:  "Checks that paths are checked to be REST paths.",
	Why:      `With disable_rest paths such as /user.{id} are taken, which other tools do not read the same way.`,
	Fix:      "remove disable_rest",
	Bad: `{
  "version": 3,
  "disable_rest": true,
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Service: checkAuditRESTDisabled,
}

func checkAuditRESTDisabled(p *Pass, s *config.Service) {
	if s.DisableREST.V {
		p.ask(s.Object, "disable_rest", "any form of path is taken")
	}
}
