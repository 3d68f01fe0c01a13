package rule

import (
	"cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var cacheTTLPrivate = Rule{
	ID:       "cache-ttl-private",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that personal answers are not marked as public.",
	Why:      `cache_ttl marks answers as public: caches between client and gateway may give them to others. An endpoint that forwards credentials or checks a token answers personally.`,
	Fix:      "remove cache_ttl, or let the backend send the header",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "cache_ttl": "300s",
      "input_headers": ["Authorization"],
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
      "input_headers": ["Authorization"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Header: "Cache-Control: public, max-age=300"},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkCacheTTLPrivate,
}

func checkCacheTTLPrivate(p *Pass, e *config.Endpoint) {
	if cmp.Or(e.CacheTTL.V, e.Service.CacheTTL.V) <= 0 || shape.PassesThrough(e) {
		return
	}
	for _, h := range []string{"Authorization", "Cookie"} {
		if has(e.InputHeaders.V, h) {
			p.report(e.Object, "cache_ttl", "answers are marked as public, though %s is forwarded", h)
			return
		}
	}
	if e.Extra.Get("auth/validator") != nil {
		p.report(e.Object, "cache_ttl", "answers are marked as public, though a token is asked for")
	}
}
