package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var securityHTTPDevelopment = Rule{
	ID:       "security-http-development",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the development mode is off.",
	Why:      `is_development switches allowed_hosts, the redirection to HTTPS and Strict-Transport-Security off.`,
	Fix:      "delete is_development where it is not for your own machine",
	Bad: `{
  "version": 3,
  "extra_config": {"security/http": {"is_development": true, "allowed_hosts": ["api.shop.org"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {"security/http": {"allowed_hosts": ["api.shop.org"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 500},
	},
	Service: checkSecurityHTTPDevelopment,
}

func checkSecurityHTTPDevelopment(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("security/http")
	if entry == nil || !isTrue(entry.Node.Get("is_development")) {
		return
	}
	p.reportAt(entry.Node.Get("is_development").Span, syntax.Join(entry.Pointer, "is_development"), "hosts, the redirection to HTTPS and HSTS are switched off")
}
