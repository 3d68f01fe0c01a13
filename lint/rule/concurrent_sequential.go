package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var concurrentSequential = Rule{
	ID:       "concurrent-sequential",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that steps are not called several times over.",
	Why:      `concurrent_calls starts a sequential endpoint several times at once: every step is called as often, and what it changes is changed as often.`,
	Fix:      "delete concurrent_calls",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "concurrent_calls": 2,
      "extra_config": {"proxy": {"sequential": true}},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "user"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders/{resp0_user.id}"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"proxy": {"sequential": true}},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "user"
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders/{resp0_user.id}"
        }
      ]
    }
  ]
}
`,
	NoProof:  "how many calls are under way when the first answers is a matter of time",
	Endpoint: checkConcurrentSequential,
}

func checkConcurrentSequential(p *Pass, e *config.Endpoint) {
	if e.ConcurrentCalls.V > 1 && len(e.Backends) > 1 && isTrue(e.Extra.Get("proxy").Get("sequential")) {
		f := p.report(e.Object, "concurrent_calls", "all %d steps are called %d times for each request", len(e.Backends), e.ConcurrentCalls.V)
		p.fix(f, false, `delete "concurrent_calls"`, remove(e.Object, "concurrent_calls"))
	}
}
