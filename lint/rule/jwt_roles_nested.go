package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtRolesNested = Rule{
	ID:       "jwt-roles-nested",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a dotted roles_key is read as a path.",
	Why:      `Without roles_key_is_nested a roles_key with dots is the name of one claim, which no token has: every request is refused.`,
	Fix:      "set roles_key_is_nested",
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
          "roles": ["admin"],
          "roles_key": "realm_access.roles"
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
		Answers: map[string]Answer{"/keys": {Body: exampleKeys}, "/users": {Body: `{"id": 1}`}},
		Good:    Outcome{Status: 200},
	},
	Endpoint: checkJWTRolesNested,
}

func checkJWTRolesNested(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || entry.Node.Get("roles") == nil {
		return
	}
	key := entry.Node.Get("roles_key")
	if isTrue(entry.Node.Get("roles_key_is_nested")) {
		if text := key.Str(); text != "" && len(text) < 4 {
			p.reportAt(key.Span, syntax.Join(entry.Pointer, "roles_key"), "a nested roles_key of fewer than four letters, such as %q, fails every request", text).Hint =
				"give the claim a longer name, or do without roles_key_is_nested"
		}
		return
	}
	if !strings.Contains(key.Str(), ".") || strings.Contains(key.Str(), "/") {
		return // a URL is a common name of a claim
	}
	f := p.reportAt(key.Span, syntax.Join(entry.Pointer, "roles_key"), "roles_key %q is the name of one claim", key.Text)
	p.fix(f, false, "set roles_key_is_nested", setAt(syntax.Join(entry.Pointer, "roles_key_is_nested"), "true"))
}
