package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var ratelimitIPSpoof = Rule{
	ID:       "ratelimit-ip-spoof",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Summary:  "Checks that clients who are counted by address cannot choose it.",
	Why:      `The address of a client is what it sends in X-Forwarded-For or X-Real-IP, whoever it is: a client that sends another one with each request is never limited. With trusted_proxies and forwarded_by_client_ip only the proxies in front are believed.`,
	Fix:      `name the proxies in front in trusted_proxies of "router", with forwarded_by_client_ip`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "qos/ratelimit/router": {"client_max_rate": 1, "client_capacity": 1, "strategy": "ip"}
      },
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
  "extra_config": {"router": {"forwarded_by_client_ip": true, "trusted_proxies": ["10.0.0.0/8"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "qos/ratelimit/router": {"client_max_rate": 1, "client_capacity": 1, "strategy": "ip"}
      },
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
	NoProof: "it needs clients at different addresses",
	Service: checkRatelimitIPSpoof,
}

func checkRatelimitIPSpoof(p *Pass, s *config.Service) {
	if list := s.Extra.Get("router").Get("trusted_proxies"); list != nil && len(list.Items()) > 0 {
		return
	}
	var first *diag.Finding
	n := 0
	for _, e := range s.Endpoints() {
		entry := e.Extra.Entry("qos/ratelimit/router")
		if entry == nil || entry.Node.Get("client_max_rate") == nil || !strings.EqualFold(entry.Node.Get("strategy").Str(), "ip") {
			continue
		}
		if n++; first == nil {
			first = at(p.reportAt(entry.Node.Get("strategy").Span, syntax.Join(entry.Pointer, "strategy"), "clients are counted by an address that they can choose"), e, nil)
		}
	}
	if n > 1 {
		first.Message += fmt.Sprintf(", here and at %d more endpoints", n-1)
	}
}
