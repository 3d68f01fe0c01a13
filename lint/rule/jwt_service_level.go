package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var jwtServiceLevel = Rule{
	ID:       "jwt-service-level",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the validator of the service is not taken for a protection.",
	Why:      `auth/validator of the service takes shared_cache_duration alone. Whatever else stands there protects nothing: the endpoints are open to everybody.`,
	Fix:      `put auth/validator into the extra_config of each endpoint that it is to protect`,
	Bad: `{
  "version": 3,
  "extra_config": {
    "auth/validator": {
      "alg": "ES256",
      "jwk_url": "https://id.example.org/keys",
      "cache": true
    }
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
	Service: checkJWTServiceLevel,
}

func checkJWTServiceLevel(p *Pass, s *config.Service) {
	entry := s.Extra.Entry("auth/validator")
	if entry == nil {
		return
	}
	for _, field := range []string{"alg", "jwk_url", "jwk_local_path"} {
		if entry.Node.Get(field) != nil {
			open := 0
			for _, e := range s.Endpoints() {
				if e.Extra.Get("auth/validator") == nil {
					open++
				}
			}
			f := p.reportAt(entry.Key, entry.Pointer, "the validator of the service protects no endpoint: %d of %d have none of their own", open, s.NumEndpoints())
			if open == 0 {
				f.Severity, f.Effect = diag.Warning, diag.Untidy
			}
			return
		}
	}
}
