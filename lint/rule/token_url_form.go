package rule

import (
	"net/url"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

var tokenURLForm = Rule{
	ID:       "token-url-form",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that token_url is a whole URL.",
	Why:      `The token is asked for at token_url as it stands; neither the host of the backend nor a scheme is put in front. Without a token the backend is not called, and every request fails.`,
	Fix:      "write the URL from its scheme on",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "auth/client-credentials": {
              "client_id": "gateway",
              "client_secret": "",
              "token_url": "/oauth/token"
            }
          }
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {
            "auth/client-credentials": {
              "client_id": "gateway",
              "client_secret": "",
              "token_url": "http://backend:8080/oauth/token"
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{
			"/oauth/token": {Body: `{"access_token": "t", "token_type": "Bearer", "expires_in": 60}`},
			"/users":       {Body: `{"id": 1}`},
		},
		Bad:  Outcome{Status: 500},
		Good: Outcome{Status: 200},
	},
	Backend: checkTokenURLForm,
}

func checkTokenURLForm(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("auth/client-credentials")
	if entry == nil {
		return
	}
	n := entry.Node.Get("token_url")
	text := n.Str()
	if text == "" || plainAction.MatchString(text) || residue.MatchString(text) || variable.MatchString(text) {
		return // setting-missing and template-residue say it
	}
	if u, err := url.Parse(text); err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != "" {
		return
	}
	p.reportAt(n.Span, syntax.Join(entry.Pointer, "token_url"), "token_url %q is no URL that can be called: no token is ever got", text)
}
