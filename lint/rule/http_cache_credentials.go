package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var httpCacheCredentials = Rule{
	ID:       "http-cache-credentials",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that a cache is used that is there.",
	Why:      `A backend with auth/client-credentials, backend/lambda or a plugin as its client is called past the cache of qos/http-cache: nothing is kept.`,
	Fix:      `remove qos/http-cache`,
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
              "client_id": "shop",
              "client_secret": "$SECRET",
              "token_url": "http://id:8080/token"
            },
            "qos/http-cache": {"max_items": 100, "max_size": 1048576}
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
              "client_id": "shop",
              "client_secret": "$SECRET",
              "token_url": "http://id:8080/token"
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
			"/token": {Body: `{"access_token": "a", "token_type": "Bearer", "expires_in": 3600}`},
			"/users": {Body: `{"id": 1}`, Header: map[string]string{"Cache-Control": "max-age=60"}},
		},
		Repeat: 2,
		Bad:    Outcome{Status: 200, Calls: 3},
		Good:   Outcome{Status: 200, Calls: 3},
	},
	Backend: checkHTTPCacheCredentials,
}

func checkHTTPCacheCredentials(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("qos/http-cache")
	if entry == nil {
		return
	}
	for _, namespace := range []string{"auth/client-credentials", "backend/lambda", "plugin/http-client"} {
		if hasAny(b.Extra, namespace) {
			p.reportAt(entry.Key, entry.Pointer, "with %q nothing is cached", namespace)
			return
		}
	}
}
