package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
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
	if e.Timeout.Set() && e.Timeout.V == 0 && zeroDuration(e.Timeout.Node()) {
		p.report(e.Object, "timeout", "a timeout of 0 is the default, not no limit")
	}
}

// zeroDuration reports whether a value says zero: what cannot be read is zero,
// too.
func zeroDuration(n *syntax.Node) bool {
	d, err := time.ParseDuration(n.Text)
	return n.Kind == syntax.Number || err == nil && d == 0
}
