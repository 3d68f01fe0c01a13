package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var httpCachePrivate = Rule{
	ID:       "http-cache-private",
	Severity: diag.Warning,
	Effect:   diag.Unsafe,
	Summary:  "Checks that one user's answer is not cached for another.",
	Why:      `The cache of a backend does not tell users apart. Where credentials are forwarded, an answer that the backend lets be cached is given to everybody, unless the backend sends Vary.`,
	Fix:      "remove qos/http-cache, or make the backend send Cache-Control: private, no-store",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "input_headers": ["Authorization"],
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"qos/http-cache": {}}
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
      "input_headers": ["Authorization"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Authorization": "Bearer a"},
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`, Header: map[string]string{"Cache-Control": "max-age=60"}}},
		Bad:     Outcome{Status: 200, Calls: 1},
		Good:    Outcome{Status: 200, Calls: 2},
		Repeat:  2,
	},
	Backend: checkHTTPCachePrivate,
}

func checkHTTPCachePrivate(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("qos/http-cache")
	if entry == nil || b.Endpoint == nil {
		return
	}
	for _, name := range []string{"Authorization", "Cookie"} {
		forwarded := star(b.Endpoint.InputHeaders.V) || has(b.Endpoint.InputHeaders.V, name)
		if forwarded && (len(b.InputHeaders.V) == 0 || has(b.InputHeaders.V, name)) {
			p.reportAt(entry.Key, entry.Pointer, "%s reaches the backend, and its answers are cached for everybody", name)
			return
		}
	}
}
