package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var corsWildcardCredentials = Rule{
	ID:       "cors-wildcard-credentials",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that credentials are not allowed to every origin.",
	Why:      `Browsers refuse an answer that allows credentials to the origin *. No page can call the gateway with cookies.`,
	Fix:      "list the origins",
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["*"], "allow_credentials": true}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {
    "security/cors": {
      "allow_origins": ["https://app.example.org"],
      "allow_credentials": true
    }
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof: "it is the browser that refuses",
	Service: checkCORSWildcardCredentials,
}

func checkCORSWildcardCredentials(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/cors")
	if entry == nil || !isTrue(entry.Node.Get("allow_credentials")) {
		return
	}
	origins := entry.Node.Get("allow_origins")
	all := origins == nil || len(origins.Items()) == 0
	if origins != nil {
		for _, o := range origins.Items() {
			all = all || o.Str() == "*"
		}
	}
	if all {
		p.reportAt(entry.Node.Member("allow_credentials").Span(), syntax.Join(entry.Pointer, "allow_credentials"), "browsers refuse credentials with the origin *")
	}
}
