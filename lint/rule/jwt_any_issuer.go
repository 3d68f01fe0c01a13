package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var jwtAnyIssuer = Rule{
	ID:       "jwt-any-issuer",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Summary:  "Checks that a validator asks whom a token is from or for.",
	Why:      `Without issuer and audience every token is taken that one of the keys signs: identity providers sign the tokens of all their clients with the same keys.`,
	Fix:      "set issuer, audience or both",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {"alg": "ES256", "jwk_url": "https://id.shop.org/keys", "cache": true}
      },
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
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.shop.org/keys",
          "cache": true,
          "issuer": "https://id.shop.org/",
          "audience": ["https://api.shop.org"]
        }
      },
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
	NoProof:  "it needs tokens of several issuers",
	Endpoint: checkJWTAnyIssuer,
}

func checkJWTAnyIssuer(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("issuer").Str() != "" {
		return
	}
	if list := entry.Node.Get("audience"); list != nil && len(list.Items()) > 0 {
		return
	}
	for _, c := range p.conditions(e.Extra) {
		if c.reads("JWT") {
			return // a condition may well ask for them
		}
	}
	p.reportAt(entry.Key, entry.Pointer, "neither issuer nor audience is asked for: any token of the key's owner will do")
}
