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
          "alg": "RS256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "scopes": ["read"]
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
          "cache": true,
          "scopes": ["read"],
          "scopes_key": "scope"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	NoProof:  "it needs a server of keys",
	Endpoint: checkJWTScopesKey,
}

func checkJWTScopesKey(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("scopes") == nil || entry.Node.Get("scopes_key").Str() != "" {
		return
	}
	p.reportAt(entry.Node.Member("scopes").Key, syntax.Join(entry.Pointer, "scopes"), "without scopes_key the scopes are not looked at")
}
