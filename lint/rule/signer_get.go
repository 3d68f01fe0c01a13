package rule

import (
	"net/http"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var signerGet = Rule{
	ID:       "signer-get",
	Severity: diag.Info,
	Effect:   diag.Unsafe,
	Summary:  "Checks that tokens are not given out to GET.",
	Why:      `What asks for a token with GET has its credentials in the URL, where logs and histories keep them, and browsers and proxies may keep the answer, or follow a link to it.`,
	Fix:      `make it a POST`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/token",
      "extra_config": {
        "auth/signer": {
          "alg": "ES256",
          "kid": "example",
          "keys_to_sign": ["access_token"],
          "jwk_url": "https://id.example.org/keys"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/token"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/token",
      "method": "POST",
      "input_headers": ["Content-Type"],
      "extra_config": {
        "auth/signer": {
          "alg": "ES256",
          "kid": "example",
          "keys_to_sign": ["access_token"],
          "jwk_url": "https://id.example.org/keys"
        }
      },
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/token"}]
    }
  ]
}
`,
	NoProof:  "the gateway answers both: it is about what is kept on the way",
	Endpoint: checkSignerGet,
}

func checkSignerGet(p *Pass, e *config.Endpoint) {
	if entry := e.Extra.Entry("auth/signer"); entry != nil && e.HTTPMethod() == http.MethodGet {
		p.reportAt(entry.Key, entry.Pointer, "tokens are given out to GET")
	}
}
