package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var configUnnamed = Rule{
	ID:       "config-unnamed",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Strict:   true,
	Summary:  "Checks that the service has a name.",
	Why:      `The name is what logs, traces and metrics of several gateways are told apart by.`,
	Fix:      `set name`,
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
  "name": "shop",
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof:   Proof{Request: "GET /users"},
	Service: checkConfigUnnamed,
}

func checkConfigUnnamed(p *Pass, s *config.Service) {
	if s.Name.V == "" {
		p.report(s.Object, "name", "the service has no name")
	}
}
