package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var circuitBreakerBlind = Rule{
	ID:       "circuit-breaker-blind",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that a circuit breaker sees the errors of its backend.",
	Why:      `With return_error_details an error of the backend is an answer like any other: the breaker counts no status, and never opens for one.`,
	Fix:      "use return_error_code, or leave the breaker out",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 1},
            "backend/http": {"return_error_details": "users"}
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
            "qos/circuit-breaker": {"interval": 60, "timeout": 10, "max_errors": 1},
            "backend/http": {"return_error_code": true}
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 500}},
		Repeat:  6,
		Bad:     Outcome{Calls: 6},
		Good:    Outcome{Calls: 2},
	},
	Backend: checkCircuitBreakerBlind,
}

func checkCircuitBreakerBlind(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("qos/circuit-breaker")
	if entry == nil || passesThrough(b) {
		return // noop-circuit-breaker says it of answers that are passed through
	}
	if name := b.Extra.Get("backend/http").Get("return_error_details"); name.Str() != "" {
		p.reportAt(entry.Key, entry.Pointer, "with return_error_details no status counts as an error: the breaker does not open for one")
	}
}
