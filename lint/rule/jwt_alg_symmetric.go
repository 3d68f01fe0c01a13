package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtAlgSymmetric = Rule{
	ID:       "jwt-alg-symmetric",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that a shared secret is not fetched like a public key.",
	Why:      `HS256 and its like check tokens with the same secret that signs them. A secret behind a URL can be fetched by whoever finds the URL, who can sign tokens then. Identity providers sign with RS, ES or PS algorithms and publish public keys.`,
	Fix:      "use an asymmetric algorithm, or keep the secret in a file: jwk_local_path",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {"alg": "HS256", "jwk_url": "https://id.shop.org/keys", "cache": true}
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
	NoProof:  "it works, and is open to whoever finds the URL",
	Endpoint: checkJWTAlgSymmetric,
}

func checkJWTAlgSymmetric(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("jwk_url") == nil || entry.Node.Get("jwk_local_path") != nil || entry.Node.Get("secret_url") != nil {
		return
	}
	alg := entry.Node.Get("alg")
	switch alg.Str() {
	case "HS256", "HS384", "HS512":
		p.reportAt(alg.Span, syntax.Join(entry.Pointer, "alg"), "%s needs the secret that signs the tokens, and it is fetched from a URL", alg.Text)
	}
}
