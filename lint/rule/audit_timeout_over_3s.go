package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTimeoutOver3s = Rule{
	ID:       "audit-timeout-over-3s",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"3.3.1"}, Level: Low},
	Summary:  "Checks that no endpoint waits for longer than 3 seconds.",
	Why:      `A request that waits holds a connection on both sides of the gateway. A slow backend then takes the others along. An endpoint gets the gravest of the questions about timeouts that its timeout meets.`,
	Fix:      "set a shorter timeout",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "4s",
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
      "timeout": "3s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Endpoint: checkAuditTimeoutOver3s,
}

func checkAuditTimeoutOver3s(p *Pass, e *config.Endpoint) {
	p.auditTimeout(e, 3*time.Second, 5*time.Second)
}
