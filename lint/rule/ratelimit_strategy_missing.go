package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitStrategyMissing = Rule{
	ID:       "ratelimit-strategy-missing",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that a limit for clients can tell clients apart.",
	Why:      `client_max_rate counts clients by strategy: ip, header or param. Without one, or with another word, no client is limited.`,
	Fix:      "add strategy",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"qos/ratelimit/router": {"client_max_rate": 1, "client_capacity": 1}},
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
        "qos/ratelimit/router": {"client_max_rate": 1, "client_capacity": 1, "strategy": "ip"}
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Calls: 5},
		Good:    Outcome{Status: 429, Calls: 1},
		Repeat:  5,
	},
	Endpoint: checkRatelimitStrategyMissing,
}

func checkRatelimitStrategyMissing(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("qos/ratelimit/router")
	if entry == nil {
		return
	}
	rate := entry.Node.Get("client_max_rate")
	if rate == nil || rate.Kind != syntax.Number || rate.Text == "0" {
		return
	}
	strategy := strings.ToLower(entry.Node.Get("strategy").Str())
	switch strategy {
	case "ip":
	case "header", "param":
		if entry.Node.Get("key").Str() == "" {
			f := p.reportAt(entry.Node.Member("strategy").Key, syntax.Join(entry.Pointer, "strategy"), "strategy %q needs a key: everybody is refused", strategy)
			f.Effect = diag.Fails
		}
	default:
		if m := entry.Node.Member("strategy"); m != nil {
			f := p.reportAt(m.Value.Span, syntax.Join(entry.Pointer, "strategy"), "there is no strategy %q: no client is limited", m.Value.Text)
			f.Hint = "it is ip, header or param"
			return
		}
		p.reportAt(rate.Span, syntax.Join(entry.Pointer, "client_max_rate"), "no client is limited: the strategy is missing")
	}
}
