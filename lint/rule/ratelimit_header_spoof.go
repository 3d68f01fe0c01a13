package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitHeaderSpoof = Rule{
	ID:       "ratelimit-header-spoof",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Strict:   true,
	Summary:  "Checks that clients who are counted by a header cannot choose it.",
	Why:      `With the strategy header a client is what it sends in key. Unless something in front of the gateway sets that header, a client that sends another value with each request is never limited.`,
	Fix:      `have the header set by what stands in front, or count by something else`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "qos/ratelimit/router": {
          "client_max_rate": 10,
          "client_capacity": 10,
          "strategy": "header",
          "key": "X-Tenant"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {
    "router": {"forwarded_by_client_ip": true, "trusted_proxies": ["10.0.0.0/8"]}
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "qos/ratelimit/router": {"client_max_rate": 10, "client_capacity": 10, "strategy": "ip"}
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "it needs many requests with different headers",
	Endpoint: checkRatelimitHeaderSpoof,
}

func checkRatelimitHeaderSpoof(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("qos/ratelimit/router")
	if entry == nil || entry.Node.Get("client_max_rate") == nil || !strings.EqualFold(entry.Node.Get("strategy").Str(), "header") {
		return
	}
	key := entry.Node.Get("key")
	if key.Str() == "" || strings.EqualFold(key.Str(), "Authorization") && e.Extra.Get("auth/validator") != nil {
		return
	}
	if claims := e.Extra.Get("auth/validator").Get("propagate_claims"); claims != nil {
		for _, pair := range claims.Items() {
			if len(pair.Items()) == 2 && limitKey(e, pair.Items()[1].Str()) {
				return // the validator writes it
			}
		}
	}
	p.reportAt(key.Span, syntax.Join(entry.Pointer, "key"), "clients are counted by %s, which they may choose", key.Str())
}
