package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtNoCache = Rule{
	ID:       "jwt-no-cache",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that keys are not fetched with every request.",
	Why:      `Without cache the key set is fetched with every request, which loads the key server and slows every answer.`,
	Fix:      "set cache",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {"alg": "ES256", "jwk_url": "https://id.example.org/keys"}
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
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Authorization": exampleToken},
		Answers: map[string]Answer{"/keys": {Body: exampleKeys}, "/users": {Body: `{"id": 1}`}},
		Repeat:  3,
	},
	Endpoint: checkJWTNoCache,
}

func checkJWTNoCache(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("jwk_url").Str() == "" || isTrue(entry.Node.Get("cache")) {
		return
	}
	if e.Service.Extra.Get("auth/validator").Get("shared_cache_duration") != nil {
		return
	}
	f := p.reportAt(entry.Key, entry.Pointer, "the keys are fetched with every request")
	p.fix(f, false, `set "cache" to true`, setAt(syntax.Join(entry.Pointer, "cache"), "true"))
}
