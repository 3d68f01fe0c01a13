package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var ratelimitSigner = Rule{
	ID:       "ratelimit-signer",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that no limit stands on an endpoint that signs.",
	Why:      `An endpoint with auth/signer is served in another way, in which qos/ratelimit/router and modifier/lua-endpoint do not run: nothing is limited.`,
	Fix:      "limit the backend with qos/ratelimit/proxy",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {
        "qos/ratelimit/router": {"max_rate": 1, "capacity": 1},
        "auth/signer": {
          "alg": "ES256",
          "kid": "k",
          "keys_to_sign": ["token"],
          "jwk_url": "https://id.shop.org/keys"
        }
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
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {
        "auth/signer": {
          "alg": "ES256",
          "kid": "k",
          "keys_to_sign": ["token"],
          "jwk_url": "https://id.shop.org/keys"
        }
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
	NoProof:  "the signer needs a private key",
	Endpoint: checkRatelimitSigner,
}

func checkRatelimitSigner(p *Pass, e *config.Endpoint) {
	if e.Extra.Get("auth/signer") == nil {
		return
	}
	for _, namespace := range []string{"qos/ratelimit/router", "modifier/lua-endpoint"} {
		if entry := e.Extra.Entry(namespace); entry != nil {
			p.reportAt(entry.Key, entry.Pointer, "%q does not run on an endpoint with \"auth/signer\"", namespace)
		}
	}
}
