package rule

import (
	"math"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTimeoutOver60s = Rule{
	ID:       "audit-timeout-over-60s",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"3.3.4"}, Level: Critical},
	Summary:  "Checks that no endpoint waits for longer than 60 seconds.",
	Why:      `A request that waits holds a connection on both sides of the gateway. A slow backend then takes the others along. An endpoint gets the gravest of the questions about timeouts that its timeout meets.`,
	Fix:      "set a shorter timeout",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "61s",
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
      "timeout": "60s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Endpoint: checkAuditTimeoutOver60s,
}

func checkAuditTimeoutOver60s(p *Pass, e *config.Endpoint) {
	p.auditTimeout(e, 60*time.Second, math.MaxInt64)
}
