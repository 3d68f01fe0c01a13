package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var noopReturnError = Rule{
	ID:       "noop-return-error",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that backend/http is not set where the answer is passed through.",
	Why:      `A no-op endpoint hands on the backend's errors as they are. return_error_code and return_error_details have no effect there.`,
	Fix:      "remove backend/http",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "extra_config": {"backend/http": {"return_error_code": true}}
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
      "output_encoding": "no-op",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 404, Body: `{"e": 1}`}},
	},
	Backend: checkNoopReturnError,
}

func checkNoopReturnError(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/http")
	if !passesThrough(b) || entry == nil {
		return
	}
	f := p.reportAt(entry.Key, entry.Pointer, "\"backend/http\" has no effect: the endpoint passes errors through")
	p.fix(f, true, `remove "backend/http"`, removeAt(entry.Pointer))
}
