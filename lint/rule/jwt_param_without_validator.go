package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var jwtParamWithoutValidator = Rule{
	ID:       "jwt-param-without-validator",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that claims in url_pattern come from a token.",
	Why:      `{JWT.claim} in url_pattern stands for a claim of the token that auth/validator checked. Without a validator the braces are sent to the backend as they are.`,
	Fix:      "add auth/validator to the endpoint",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/me",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{JWT.sub}"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/me",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/me"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /me",
		Answers: map[string]Answer{"/users/me": {Body: `{"id": 1}`}, "*": {Status: 404, Body: ""}},
		Good:    Outcome{Status: 200},
	},
	Backend: checkJWTParamWithoutValidator,
}

func checkJWTParamWithoutValidator(p *Pass, b *config.Backend) {
	if !strings.Contains(b.URLPattern.V, "{JWT.") || b.Endpoint == nil || b.Endpoint.Extra.Get("auth/validator") != nil {
		return
	}
	for _, name := range fact.PatternParams(b.URLPattern.V) {
		if strings.HasPrefix(name, "JWT.") {
			p.report(b.Object, "url_pattern", "{%s} needs auth/validator at the endpoint: it is sent as it is", name)
		}
	}
}
