package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var echoEndpoint = Rule{
	ID:       "echo-endpoint",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the echo endpoint is not left on.",
	Why:      `/__echo/ answers everybody with the request as it arrived: headers that a proxy in front adds are shown as well.`,
	Fix:      "remove echo_endpoint outside of tests",
	Bad: `{
  "version": 3,
  "echo_endpoint": true,
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
		Request: "GET /__echo/x",
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 404},
	},
	Service: checkEchoEndpoint,
}

func checkEchoEndpoint(p *Pass, s *config.Service) {
	if s.EchoEndpoint.V {
		p.report(s.Object, "echo_endpoint", "/__echo/ answers everybody")
	}
}
