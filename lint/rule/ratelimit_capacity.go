package rule

import (
	"fmt"
	"strconv"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitCapacity = Rule{
	ID:       "ratelimit-capacity",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that rates say how much may come at once.",
	Why:      `Without capacity a limit takes as many requests at once as its rate is per second, and at least one. A rate over a longer period becomes one request at a time: 600 in 10m refuses two that come together, which is an error.`,
	Fix:      "write a capacity, usually the number that the rate allows",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"qos/ratelimit/router": {"max_rate": 50, "every": "10m"}},
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
      "extra_config": {
        "qos/ratelimit/router": {"max_rate": 50, "every": "10m", "capacity": 50}
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 503},
		Good:    Outcome{Status: 200},
		Repeat:  2,
	},
	Endpoint: checkRatelimitCapacity,
}

func checkRatelimitCapacity(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("qos/ratelimit/router")
	if entry == nil {
		return
	}
	every, err := time.ParseDuration(entry.Node.Get("every").Str())
	slow := err == nil && every > time.Second
	for _, pair := range []struct {
		rate, capacity string
		always         bool
	}{{"max_rate", "capacity", false}, {"client_max_rate", "client_capacity", entry.Node.Get("max_rate") == nil}} {
		rate := entry.Node.Get(pair.rate)
		if rate == nil || rate.Kind != syntax.Number || entry.Node.Get(pair.capacity) != nil {
			continue
		}
		if n, err := strconv.ParseFloat(rate.Text, 64); err != nil || n <= 1 || !slow && !pair.always {
			continue
		}
		pointer := syntax.Join(entry.Pointer, pair.capacity)
		f := p.reportAt(entry.Node.Member(pair.rate).Span(), syntax.Join(entry.Pointer, pair.rate),
			"without %q as few as one request may come at once, however high %q is", pair.capacity, pair.rate)
		if slow {
			f.Severity = diag.Error // the next one has to wait for a good part of "every"
		}
		p.fix(f, false, fmt.Sprintf("set %q to %s", pair.capacity, rate.Text), setAt(pointer, rate.Text))
	}
}
