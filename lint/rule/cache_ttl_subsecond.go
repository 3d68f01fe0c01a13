package rule

import (
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var cacheTTLSubsecond = Rule{
	ID:       "cache-ttl-subsecond",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that cache_ttl is a second at least.",
	Why:      `The header counts whole seconds. Below one second it says max-age=0.`,
	Fix:      "write whole seconds",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "cache_ttl": "500ms",
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
      "cache_ttl": "1s",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200, Header: "Cache-Control: public, max-age=0"},
		Good:    Outcome{Status: 200, Header: "Cache-Control: public, max-age=1"},
	},
	Service:  checkCacheTTLSubsecondService,
	Endpoint: checkCacheTTLSubsecondEndpoint,
}

func checkCacheTTLSubsecondService(p *Pass, s *config.Service)   { p.subsecond(s.Object, s.CacheTTL.V) }
func checkCacheTTLSubsecondEndpoint(p *Pass, e *config.Endpoint) { p.subsecond(e.Object, e.CacheTTL.V) }

func (p *Pass) subsecond(o config.Object, ttl time.Duration) {
	switch {
	case ttl > 0 && ttl < time.Second:
		p.report(o, "cache_ttl", "a cache_ttl of %s becomes max-age=0", ttl)
	case ttl < 0:
		p.report(o, "cache_ttl", "a negative cache_ttl becomes max-age=%d, which no cache takes", int(ttl.Seconds())).Severity = diag.Warning
	}
}
