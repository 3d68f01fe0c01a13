package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtJWKHTTP = Rule{
	ID:       "jwt-jwk-http",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a validator can trust its keys.",
	Why:      `Keys that come by plain HTTP or from a file need disable_jwk_security. Without it every token is refused with a 401.`,
	Fix:      "fetch the keys by https, or set disable_jwk_security",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {
        "auth/validator": {"alg": "ES256", "jwk_url": "http://id:8080/keys", "cache": true}
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
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkJWTJWKHTTP,
}

func checkJWTJWKHTTP(p *Pass, e *config.Endpoint) {
	for _, namespace := range []string{"auth/validator", "auth/signer"} {
		entry := e.Extra.Entry(namespace)
		if entry == nil || isTrue(entry.Node.Get("disable_jwk_security")) {
			continue
		}
		keys := entry.Node.Get("jwk_url")
		switch {
		case keys.Str() != "" && !strings.HasPrefix(keys.Str(), "https://"):
			p.reportAt(keys.Span, syntax.Join(entry.Pointer, "jwk_url"), "keys from %s are not trusted: every token is refused", keys.Str())
		case keys.Str() == "" && entry.Node.Get("jwk_local_path").Str() != "":
			p.reportAt(entry.Node.Get("jwk_local_path").Span, syntax.Join(entry.Pointer, "jwk_local_path"),
				"keys from a file are not trusted without disable_jwk_security: every token is refused")
		}
	}
}
