package rule

import (
	"strconv"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitZero = Rule{
	ID:       "ratelimit-zero",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that a limit of 0 is not meant to close an endpoint.",
	Why:      `A rate of 0 or below is no limit at all.`,
	Fix:      "write the rate that is meant, or remove it",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"qos/ratelimit/router": {"max_rate": 0}},
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
      "extra_config": {"qos/ratelimit/router": {"max_rate": 1, "capacity": 1}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Calls: 3},
		Good:    Outcome{Status: 503, Calls: 1},
		Repeat:  3,
	},
	Endpoint: checkRatelimitZeroEndpoint,
	Backend:  checkRatelimitZeroBackend,
}

func checkRatelimitZeroEndpoint(p *Pass, e *config.Endpoint) {
	p.zeroRates(e.Extra.Entry("qos/ratelimit/router"))
}

func checkRatelimitZeroBackend(p *Pass, b *config.Backend) {
	p.zeroRates(b.Extra.Entry("qos/ratelimit/proxy"))
}

func (p *Pass) zeroRates(entry *config.ExtraEntry) {
	if entry == nil {
		return
	}
	for _, field := range []string{"max_rate", "client_max_rate"} {
		rate := entry.Node.Get(field)
		if rate == nil || rate.Kind != syntax.Number {
			continue
		}
		if n, err := strconv.ParseFloat(rate.Text, 64); err == nil && n <= 0 {
			p.reportAt(rate.Span, syntax.Join(entry.Pointer, field), "a %s of %s is no limit", field, rate.Text)
		}
	}
}
