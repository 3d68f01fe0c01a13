package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var sanitizeNeedless = Rule{
	ID:       "sanitize-needless",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that disable_host_sanitize is set where it is needed only.",
	Why:      `Hosts of http and https need no exception from the check, and lose it: a missing scheme or a double slash is no longer mended.`,
	Fix:      "remove disable_host_sanitize",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "disable_host_sanitize": true
        }
      ]
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
	},
	Backend: checkSanitizeNeedless,
}

func checkSanitizeNeedless(p *Pass, b *config.Backend) {
	if !b.DisableHostSanitize.V || len(b.Host.V) == 0 || notHTTP(b) || b.SD.V != "" && b.SD.V != "static" {
		return
	}
	for _, h := range b.Host.V {
		if clean, ok := fact.CleanHost(h); !ok || clean != h {
			return
		}
	}
	f := p.report(b.Object, "disable_host_sanitize", "the hosts need no \"disable_host_sanitize\"")
	p.fix(f, true, `remove "disable_host_sanitize"`, remove(b.Object, "disable_host_sanitize"))
}
