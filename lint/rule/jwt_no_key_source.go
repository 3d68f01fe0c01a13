package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtNoKeySource = Rule{
	ID:       "jwt-no-key-source",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a validator has keys.",
	Why:      `Without jwk_url and jwk_local_path there is nothing to check a token with: every request is refused.`,
	Fix:      "add jwk_url",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"auth/validator": {"alg": "ES256"}},
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
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkJWTNoKeySource,
}

func checkJWTNoKeySource(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry != nil && entry.Node.Kind == syntax.Object && entry.Node.Get("jwk_url").Str() == "" && entry.Node.Get("jwk_local_path").Str() == "" {
		p.reportAt(entry.Key, entry.Pointer, "\"auth/validator\" has neither jwk_url nor jwk_local_path")
	}
}
