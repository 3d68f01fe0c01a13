package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var noopCircuitBreaker = Rule{
	ID:       "noop-circuit-breaker",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that a circuit breaker can count the errors that it is for.",
	Why:      `Under no-op the backend's status is no error, so a breaker counts failed connections only, never a 500.`,
	Fix:      "decode the answer, or mind that only connections count",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 1}
          }
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 1}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 500, Body: ""}},
		Bad:     Outcome{Calls: 5},
		Good:    Outcome{Calls: 2},
		Repeat:  5,
	},
	Backend: checkNoopCircuitBreaker,
}

func checkNoopCircuitBreaker(p *Pass, b *config.Backend) {
	if entry := b.Extra.Entry("qos/circuit-breaker"); entry != nil && passesThrough(b) {
		p.reportAt(entry.Key, entry.Pointer, "the breaker does not count error statuses: the endpoint passes them through")
	}
}
