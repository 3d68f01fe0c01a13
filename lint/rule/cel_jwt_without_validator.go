package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var celJWTWithoutValidator = Rule{
	ID:       "cel-jwt-without-validator",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that conditions on a token stand where a token is checked.",
	Why:      `Conditions on JWT are held by the validator of the endpoint. On an endpoint without auth/validator, and on backends, they never run: everybody is let in.`,
	Fix:      "put the condition on an endpoint that has auth/validator",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "extra_config": {"validation/cel": [{"check_expr": "JWT.sub == 'ada'"}]},
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
          "jwk_url": "http://backend:8080/keys",
          "disable_jwk_security": true,
          "cache": true
        },
        "validation/cel": [{"check_expr": "JWT.sub == 'ada'"}]
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
	Proof: Proof{
		Request: "GET /users",
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 401},
	},
	Endpoint: checkCELJWTWithoutValidatorEndpoint,
	Backend:  checkCELJWTWithoutValidatorBackend,
}

func checkCELJWTWithoutValidatorEndpoint(p *Pass, e *config.Endpoint) {
	if e.Extra.Get("auth/validator") == nil {
		p.tokenConditions(e.Extra, "the endpoint has no auth/validator")
	}
}

func checkCELJWTWithoutValidatorBackend(p *Pass, b *config.Backend) {
	p.tokenConditions(b.Extra, "backends see no token")
}

func (p *Pass) tokenConditions(x config.Extra, why string) {
	for _, c := range p.conditions(x) {
		if c.reads("JWT") {
			p.reportAt(c.at, c.pointer, "the condition on the token never runs: %s", why)
		}
	}
}
