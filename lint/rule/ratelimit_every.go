package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitEvery = Rule{
	ID:       "ratelimit-every",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the period of a limit is one that counts.",
	Why:      `A period of less than a second counts as one second: 5 in 100ms lets five through in a second, not fifty.`,
	Fix:      "write the rate for one second",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"qos/ratelimit/router": {"max_rate": 5, "capacity": 5, "every": "100ms"}},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
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
      "extra_config": {"qos/ratelimit/router": {"max_rate": 50, "capacity": 50}},
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Repeat:  8,
		Bad:     Outcome{Status: 503},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkRatelimitEveryEndpoint,
	Backend:  checkRatelimitEveryBackend,
}

func checkRatelimitEveryEndpoint(p *Pass, e *config.Endpoint) {
	p.ratelimitEvery(e.Extra, "qos/ratelimit/router")
}

func checkRatelimitEveryBackend(p *Pass, b *config.Backend) {
	p.ratelimitEvery(b.Extra, "qos/ratelimit/proxy")
}

func (p *Pass) ratelimitEvery(x config.Extra, namespace string) {
	entry := x.Entry(namespace)
	if entry == nil {
		return
	}
	every := entry.Node.Get("every")
	if d, err := time.ParseDuration(every.Str()); err == nil && d < time.Second {
		p.reportAt(every.Span, syntax.Join(entry.Pointer, "every"), "a period of %s counts as one second", every.Text)
	}
}
