package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var jwtCookieAndForward = Rule{
	ID:       "jwt-cookie-and-forward",
	Severity: diag.Info,
	Effect:   diag.Fails,
	Summary:  "Checks that a token that comes in a cookie reaches the backend, too.",
	Why:      `With cookie_key the token may come in a cookie. A backend that is handed Authorization does not see that one: the gateway lets the request pass, and the backend knows nobody.`,
	Fix:      `forward Cookie, too, or hand on what the backend needs with propagate_claims`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Authorization"],
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "cookie_key": "session"
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
      "input_headers": ["Authorization", "Cookie"],
      "extra_config": {
        "auth/validator": {
          "alg": "ES256",
          "jwk_url": "https://id.example.org/keys",
          "cache": true,
          "cookie_key": "session"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Cookie": "session=" + strings.TrimPrefix(exampleToken, "Bearer ")},
		Answers: map[string]Answer{"/keys": {Body: exampleKeys}, "*": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200, NotSent: "Cookie: session=" + strings.TrimPrefix(exampleToken, "Bearer ")},
		Good:    Outcome{Status: 200, Sent: "Cookie: session=" + strings.TrimPrefix(exampleToken, "Bearer ")},
	},
	Endpoint: checkJWTCookieAndForward,
}

func checkJWTCookieAndForward(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("auth/validator")
	if entry == nil {
		return
	}
	key := entry.Node.Get("cookie_key")
	if key.Str() == "" || entry.Node.Get("propagate_claims") != nil || rewritten(e) {
		return
	}
	passed := e.InputHeaders.V
	if has(passed, "Authorization") && !has(passed, "Cookie") && !star(passed) {
		p.reportAt(key.Span, syntax.Join(entry.Pointer, "cookie_key"), "a token in the cookie %q does not reach the backend, as one in Authorization does", key.Str())
	}
}
