package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditRatelimitMissing = Rule{
	ID:       "audit-ratelimit-missing",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"3.1.2"}, Level: High},
	Summary:  "Checks that every endpoint has a rate limit.",
	Why:      `One client can use up the gateway and the backends behind it.`,
	Fix:      "add qos/ratelimit/router to the endpoint, or qos/ratelimit/proxy to its backends",
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
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"qos/ratelimit/router": {"max_rate": 50, "capacity": 50, "client_max_rate": 5, "client_capacity": 5, "strategy": "ip"}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "the gateway does what it is told: the question is whether that is meant",
	Endpoint: checkAuditRatelimitMissing,
}

func checkAuditRatelimitMissing(p *Pass, e *config.Endpoint) {
	if hasAny(e.Service.Extra, "qos/ratelimit/service", "qos/ratelimit/tiered", "qos/ratelimit/service/redis") ||
		hasAny(e.Extra, "qos/ratelimit/router", "qos/ratelimit/tiered", "qos/ratelimit/router/redis") {
		return
	}
	for _, b := range e.Backends {
		if b == nil || b.Extra.Get("qos/ratelimit/proxy") == nil {
			p.ask(e.Object, "endpoint", "there is no limit to how often the endpoint is called")
			return
		}
	}
}
