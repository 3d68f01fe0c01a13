package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var timeoutLB = Rule{
	ID:       "timeout-lb",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Strict:   true,
	Summary:  "Checks that the gateway does not wait for longer than what stands before it.",
	Why:      `Load balancers and proxies give up on a silent connection, most of them after 60 seconds. A gateway that waits for longer answers nobody: the client has had a 504.`,
	Fix:      `make the timeout shorter than that of the load balancer, or set that one higher`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "90s",
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
      "timeout": "30s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "it needs a load balancer before the gateway",
	Service:  checkTimeoutLBService,
	Endpoint: checkTimeoutLB,
}

// usualPatience is how long most load balancers wait.
const usualPatience = time.Minute

func checkTimeoutLBService(p *Pass, s *config.Service) { p.patientTimeout(s.Object, s.Timeout) }
func checkTimeoutLB(p *Pass, e *config.Endpoint)       { p.patientTimeout(e.Object, e.Timeout) }

func (p *Pass) patientTimeout(o config.Object, timeout config.Value[time.Duration]) {
	if timeout.V > usualPatience {
		p.report(o, "timeout", "most load balancers give up before %s are over", timeout.V)
	}
}
