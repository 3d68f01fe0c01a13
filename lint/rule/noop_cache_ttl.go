package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var noopCacheTTL = Rule{
	ID:       "noop-cache-ttl",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that a no-op endpoint has no cache_ttl.",
	Why:      `An endpoint that passes through sends the backend's headers and adds no Cache-Control.`,
	Fix:      "remove cache_ttl, and let the backend send the header",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
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
      "output_encoding": "no-op",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkNoopCacheTTL,
}

func checkNoopCacheTTL(p *Pass, e *config.Endpoint) {
	if !shape.PassesThrough(e) || e.CacheTTL.V == 0 || e.Extra.Get("proxy").Get("static") != nil {
		return
	}
	f := p.report(e.Object, "cache_ttl", "\"cache_ttl\" has no effect: the endpoint passes the answer through")
	p.fix(f, true, `remove "cache_ttl"`, remove(e.Object, "cache_ttl"))
}
