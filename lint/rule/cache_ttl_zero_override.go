package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var cacheTTLZeroOverride = Rule{
	ID:       "cache-ttl-zero-override",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that nobody switches cache_ttl off by 0.",
	Why:      `A cache_ttl of 0s at an endpoint stands for that of the service. The header cannot be switched off there.`,
	Fix:      "set cache_ttl at the endpoints that need it, not at the service",
	Bad: `{
  "version": 3,
  "cache_ttl": "60s",
  "endpoints": [
    {
      "endpoint": "/users",
      "cache_ttl": "0s",
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Header: "Cache-Control: public, max-age=60"},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkCacheTTLZeroOverride,
}

func checkCacheTTLZeroOverride(p *Pass, e *config.Endpoint) {
	if e.CacheTTL.Set() && e.CacheTTL.V == 0 && e.Service.CacheTTL.V > 0 {
		p.report(e.Object, "cache_ttl", "a cache_ttl of 0 stands for the service's %s", e.Service.CacheTTL.V)
	}
}
