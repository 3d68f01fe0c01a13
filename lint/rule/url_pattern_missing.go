package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var urlPatternMissing = Rule{
	ID:       "url-pattern-missing",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that backends have a url_pattern.",
	Why:      `Without a url_pattern the backend is called at /. The schema asks for it.`,
	Fix:      `write "url_pattern": "/" if that is meant`,
	Bad: `{
  "version": 3,
  "endpoints": [{"endpoint": "/", "backend": [{"host": ["http://backend:8080"]}]}]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /",
	},
	Backend: checkURLPatternMissing,
}

func checkURLPatternMissing(p *Pass, b *config.Backend) {
	if b.URLPattern.Set() || notHTTP(b) {
		return
	}
	f := p.report(b.Object, "url_pattern", "url_pattern is missing: the backend is called at /")
	p.fix(f, true, `write "url_pattern": "/"`, set(b.Object, "url_pattern", `"/"`))
}
