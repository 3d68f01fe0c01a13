package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var shadowOnly = Rule{
	ID:       "shadow-only",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that an endpoint has a backend that answers.",
	Why:      `The answer of a shadow is dropped. An endpoint whose backends are all shadows fails with every request.`,
	Fix:      "take shadow off one backend",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"proxy": {"shadow": true}}
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
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
	},
	Endpoint: checkShadowOnly,
}

func checkShadowOnly(p *Pass, e *config.Endpoint) {
	if len(e.Backends) > 0 && len(answering(e)) == 0 && !slices.Contains(e.Backends, nil) {
		p.report(e.Object, "backend", "every backend is a shadow, none answers")
	}
}
