package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var urlPatternFragment = Rule{
	ID:       "url-pattern-fragment",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that url_pattern holds no fragment.",
	Why:      `A # begins a fragment, which is never sent: what follows it is lost.`,
	Fix:      "delete it, or write %23",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users#top"}]
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
	NoProof: "the call is the same with and without it",
	Backend: checkURLPatternFragment,
}

func checkURLPatternFragment(p *Pass, b *config.Backend) {
	if strings.Contains(b.URLPattern.V, "#") && !notHTTP(b) {
		p.report(b.Object, "url_pattern", "what follows the # is not sent")
	}
}
