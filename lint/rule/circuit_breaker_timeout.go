package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var circuitBreakerTimeout = Rule{
	ID:       "circuit-breaker-timeout",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Strict:   true,
	Summary:  "Checks that a slow answer does not open the circuit breaker.",
	Why:      `A call that the timeout of the endpoint ends is an error for the breaker. With a timeout of less than half a second a short spell of slowness opens it, and then all requests fail.`,
	Fix:      `make the timeout longer, or max_errors higher`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "timeout": "100ms",
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
      "timeout": "2s",
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
	NoProof: "it needs a slow backend",
	Backend: checkCircuitBreakerTimeout,
}

func checkCircuitBreakerTimeout(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("qos/circuit-breaker")
	if entry == nil || b.Endpoint == nil {
		return
	}
	const short = 500 * time.Millisecond
	if t := patience(b.Endpoint); t > 0 && t < short {
		p.reportAt(entry.Key, entry.Pointer, "the endpoint waits for %s, and each call that takes longer counts as an error", t)
	}
}
