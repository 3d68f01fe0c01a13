package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var timeoutDefault = Rule{
	ID:       "timeout-default",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Strict:   true,
	Summary:  "Checks that it is said how long the gateway waits.",
	Why:      `Where neither the service nor the endpoint has a timeout the gateway waits for 2 seconds, and then answers 500 while the backend works on.`,
	Fix:      `set timeout of the service to what clients are to wait`,
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
  "timeout": "3s",
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it would take as long as the timeout",
	Service: checkTimeoutDefault,
}

func checkTimeoutDefault(p *Pass, s *config.Service) {
	if s.Timeout.V != 0 {
		return
	}
	n := 0
	for _, e := range s.Endpoints() {
		if e.Timeout.V == 0 {
			n++
		}
	}
	switch {
	case n == 1:
		p.report(s.Object, "timeout", "no timeout is set, and an endpoint has none of its own: it is %s", usualTimeout)
	case n > 1:
		p.report(s.Object, "timeout", "no timeout is set, and %d endpoints have none of their own: it is %s", n, usualTimeout)
	}
}
