package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var debugEndpoint = Rule{
	ID:       "debug-endpoint",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the debug endpoint is not left on.",
	Why:      `/__debug/ writes whole requests to the log, credentials included, and answers everybody.`,
	Fix:      "remove debug_endpoint outside of tests",
	Bad: `{
  "version": 3,
  "debug_endpoint": true,
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
	Proof: Proof{
		Request: "GET /__debug/x",
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 404},
	},
	Service: checkDebugEndpoint,
}

func checkDebugEndpoint(p *Pass, s *config.Service) {
	if s.DebugEndpoint.V {
		p.report(s.Object, "debug_endpoint", "/__debug/ answers everybody")
	}
}
