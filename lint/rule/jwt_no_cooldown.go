package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var jwtNoCooldown = Rule{
	ID:       "jwt-no-cooldown",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Strict:   true,
	Summary:  "Checks that made-up tokens do not make the gateway fetch keys.",
	Why:      `A token that names an unknown key makes the gateway fetch the key set again, cache or not: whoever sends many such tokens loads the key server through the gateway. With failed_jwk_key_cooldown a key that was not there is not asked for again for that time.`,
	Fix:      `set failed_jwk_key_cooldown, such as 10s`,
	Bad: `{
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
          "failed_jwk_key_cooldown": "10s"
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
		Answers: map[string]Answer{"/keys": {Body: `{"keys": []}`}},
		Repeat:  4,
		Bad:     Outcome{Status: 401, Calls: 4},
		Good:    Outcome{Status: 401, Calls: 1},
	},
	Endpoint: checkJWTNoCooldown,
}

func checkJWTNoCooldown(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("jwk_url").Str() == "" || entry.Node.Get("failed_jwk_key_cooldown") != nil {
		return
	}
	p.reportAt(entry.Key, entry.Pointer, "a token with an unknown key makes the gateway fetch the keys each time")
}
