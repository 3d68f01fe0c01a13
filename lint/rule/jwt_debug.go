package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtDebug = Rule{
	ID:       "jwt-debug",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that the validator does not log what it is for finding mistakes.",
	Why:      `With operation_debug every request that is refused leaves lines about its token in the log. Whoever sends rubbish fills the log.`,
	Fix:      `remove operation_debug once the tokens are accepted`,
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
          "operation_debug": true
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
		Answers: map[string]Answer{"/keys": {Body: exampleKeys}, "*": {Body: `{"id": 1}`}},
	},
	Endpoint: checkJWTDebug,
}

func checkJWTDebug(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil || !isTrue(entry.Node.Get("operation_debug")) {
		return
	}
	pointer := syntax.Join(entry.Pointer, "operation_debug")
	f := p.reportAt(entry.Node.Get("operation_debug").Span, pointer, "what is wrong with tokens is logged with every request")
	p.fix(f, true, `remove "operation_debug"`, removeAt(pointer))
}
