package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtLocalCache = Rule{
	ID:       "jwt-local-cache",
	Severity: diag.Error,
	Effect:   diag.Refused,
	Summary:  "Checks that local keys are not cached.",
	Why:      `With cache a key set is kept that comes from a URL. Together with jwk_local_path the gateway does not start.`,
	Fix:      "remove cache",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {
          "alg": "RS256",
          "jwk_local_path": "jwks.json",
          "disable_jwk_security": true,
          "cache": true
        }
      },
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
      "extra_config": {
        "auth/validator": {
          "alg": "RS256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Endpoint: checkJWTLocalCache,
}

func checkJWTLocalCache(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("jwk_local_path").Str() == "" || !isTrue(entry.Node.Get("cache")) {
		return
	}
	pointer := syntax.Join(entry.Pointer, "cache")
	f := p.reportAt(entry.Node.Member("cache").Span(), pointer, "\"cache\" does not go with \"jwk_local_path\"")
	p.fix(f, false, `remove "cache"`, removeAt(pointer))
}
