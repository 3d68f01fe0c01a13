package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditTimeoutOver5s = Rule{
	ID:       "audit-timeout-over-5s",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Audit:    Question{Numbers: []string{"3.3.2"}, Level: Medium},
	Summary:  "Checks that no endpoint waits for longer than 5 seconds.",
	Why:      `A request that waits holds a connection on both sides of the gateway. A slow backend then takes the others along. An endpoint gets the gravest of the questions about timeouts that its timeout meets.`,
	Fix:      "set a shorter timeout",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "6s",
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
      "timeout": "5s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Endpoint: checkAuditTimeoutOver5s,
}

func checkAuditTimeoutOver5s(p *Pass, e *config.Endpoint) {
	p.auditTimeout(e, 5*time.Second, 30*time.Second)
}
