package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

var noopHeadersCORS = Rule{
	ID:       "noop-headers-cors",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that CORS headers do not come twice.",
	Why:      `security/cors adds its headers to every answer. When Origin reaches a backend that answers CORS too, a no-op endpoint hands its headers on as well, and browsers refuse an answer with two of them.`,
	Fix:      "list the headers that the backend needs, without Origin",
	Bad: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://app.example.com"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "input_headers": ["Origin"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "extra_config": {"security/cors": {"allow_origins": ["https://app.example.com"]}},
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "input_headers": ["Accept"],
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Header:  map[string]string{"Origin": "https://app.example.com"},
		Bad:     Outcome{Status: 200, Sent: "Origin: https://app.example.com"},
		Good:    Outcome{Status: 200, NotSent: "Origin: https://app.example.com"},
	},
	Endpoint: checkNoopHeadersCORS,
}

func checkNoopHeadersCORS(p *Pass, e *config.Endpoint) {
	if !shape.PassesThrough(e) || e.Service.Extra.Get("security/cors") == nil {
		return
	}
	if star(e.InputHeaders.V) || has(e.InputHeaders.V, "Origin") {
		p.report(e.Object, "input_headers", "Origin reaches the backend: if it answers CORS itself, its headers and those of \"security/cors\" come twice")
	}
}
