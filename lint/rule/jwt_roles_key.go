package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtRolesKey = Rule{
	ID:       "jwt-roles-key",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that it is said where a token has its roles.",
	Why:      `Without roles_key the roles are looked for in the claim roles. Most servers of identities write them elsewhere, as in realm_access.roles, and then every token is refused with a 403.`,
	Fix:      `set roles_key to the claim, and roles_key_is_nested to true where it has dots`,
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
          "roles": ["admin"]
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
          "roles": ["admin"],
          "roles_key": "realm_access.roles",
          "roles_key_is_nested": true
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
		Answers: map[string]Answer{"/keys": {Body: exampleKeys}, "*": {Body: `{"id": 1}`}},
	},
	Endpoint: checkJWTRolesKey,
}

func checkJWTRolesKey(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil {
		return
	}
	roles := entry.Node.Get("roles")
	if roles == nil || len(roles.Items()) == 0 || entry.Node.Get("roles_key").Str() != "" {
		return
	}
	p.reportAt(roles.Span, syntax.Join(entry.Pointer, "roles"), "without roles_key they are looked for in the claim \"roles\"")
}
