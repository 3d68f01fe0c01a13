package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var timeoutZero = Rule{
	ID:       "timeout-zero",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that nobody takes a timeout of 0 for no limit.",
	Why:      `A timeout of 0 stands for the default: that of the service, else 2 seconds. A limit cannot be switched off.`,
	Fix:      "write the time that is meant",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "0s",
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
      "timeout": "2s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkTimeoutZero,
}

func checkTimeoutZero(p *Pass, e *config.Endpoint) {
	if e.Timeout.Set() && e.Timeout.V == 0 {
		p.report(e.Object, "timeout", "a timeout of 0 is the default, not no limit")
	}
}
