package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtScopesKey = Rule{
	ID:       "jwt-scopes-key",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the scopes of a validator are looked at.",
	Why:      `scopes are looked for in the claim that scopes_key names. Without it nothing is looked at, and every valid token is let in.`,
	Fix:      "add scopes_key",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "scopes": ["write"]
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
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "scopes": ["write"],
          "scopes_key": "scope"
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
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 403},
	},
	Endpoint: checkJWTScopesKey,
}

func checkJWTScopesKey(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("scopes") == nil || entry.Node.Get("scopes_key").Str() != "" {
		return
	}
	p.reportAt(entry.Node.Member("scopes").Key, syntax.Join(entry.Pointer, "scopes"), "without scopes_key the scopes are not looked at")
}
