package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var cacheTTLUnsafeMethod = Rule{
	ID:       "cache-ttl-unsafe-method",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that answers to writes are not kept by clients.",
	Why:      `cache_ttl adds Cache-Control to every complete answer, also to those of POST and the like, which are about one request.`,
	Fix:      "set cache_ttl on endpoints that read",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "cache_ttl": "300s",
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
      "method": "POST",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Bad:     Outcome{Status: 200, Header: "Cache-Control: public, max-age=300"},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkCacheTTLUnsafeMethod,
}

func checkCacheTTLUnsafeMethod(p *Pass, e *config.Endpoint) {
	if e.CacheTTL.V > 0 && e.HTTPMethod() != "GET" && !shape.PassesThrough(e) {
		p.report(e.Object, "cache_ttl", "answers to %s get a Cache-Control header", e.HTTPMethod())
	}
}
