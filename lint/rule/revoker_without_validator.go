package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var revokerWithoutValidator = Rule{
	ID:       "revoker-without-validator",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that tokens are checked where tokens are revoked.",
	Why:      `auth/revoker is asked by the validators of endpoints, after the signature of a token. Without auth/validator on any endpoint nobody asks it: revoked tokens, and requests without any, are let in.`,
	Fix:      "give the endpoints auth/validator, or delete auth/revoker",
	Bad: `{
  "version": 3,
  "extra_config": {
    "auth/revoker": {"N": 10000000, "P": 1e-7, "hash_name": "optimal", "TTL": 1500, "port": 1234, "token_keys": ["jti"]}
  },
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {
    "auth/revoker": {"N": 10000000, "P": 1e-7, "hash_name": "optimal", "TTL": 1500, "port": 1234, "token_keys": ["jti"]}
  },
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
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 401},
	},
	Service: checkRevokerWithoutValidator,
}

func checkRevokerWithoutValidator(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("auth/revoker")
	if entry == nil || s.NumEndpoints() == 0 {
		return
	}
	for e := range s.WithExtra() {
		if e.Extra.Get("auth/validator") != nil {
			return
		}
	}
	p.reportAt(entry.Key, entry.Pointer, "no endpoint checks tokens, so that revoked ones are let in as well")
}
