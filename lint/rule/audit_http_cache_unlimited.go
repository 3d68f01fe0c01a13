package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var auditHTTPCacheUnlimited = Rule{
	ID:       "audit-http-cache-unlimited",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Audit:    Question{Numbers: []string{"2.3.1"}, Level: Medium},
	Summary:  "Checks that the cache of a backend has an end.",
	Why:      `Without max_items and max_size the cache keeps what it once got, and the memory of the gateway grows with every new URL.`,
	Fix:      "set max_items and max_size",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "extra_config": {"qos/http-cache": {}}}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users", "extra_config": {"qos/http-cache": {"max_items": 1000, "max_size": 10485760}}}]
    }
  ]
}
`,
	NoProof: "the gateway does what it is told: the question is whether that is meant",
	Backend: checkAuditHTTPCacheUnlimited,
}

func checkAuditHTTPCacheUnlimited(p *Pass, b *config.Backend) {
	settings := b.Extra.Entry("qos/http-cache")
	if settings != nil && (settings.Node.Get("max_items") == nil || settings.Node.Get("max_size") == nil) {
		p.askAt(settings.Key, settings.Pointer, "the cache of the backend grows without limit")
	}
}
