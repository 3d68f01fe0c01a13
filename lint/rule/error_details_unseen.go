package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var errorDetailsUnseen = Rule{
	ID:       "error-details-unseen",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that return_error_details can be seen.",
	Why:      `The details of an error are a field of the answer beside the others. string writes the text alone and json-collection the list alone: clients get an empty 200 instead of an error.`,
	Fix:      "use return_error_code, or another output",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string",
          "extra_config": {"backend/http": {"return_error_details": "users"}}
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
      "output_encoding": "string",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "string",
          "extra_config": {"backend/http": {"return_error_code": true}}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Status: 500, Body: "down"}},
		Bad:     Outcome{Status: 200, Empty: true},
		Good:    Outcome{Status: 500},
	},
	Backend: checkErrorDetailsUnseen,
}

func checkErrorDetailsUnseen(p *Pass, b *config.Backend) {
	entry := b.Extra.Entry("backend/http")
	if entry == nil || b.Endpoint == nil || rewritten(b.Endpoint) {
		return
	}
	name := entry.Node.Get("return_error_details")
	if name.Str() == "" || !renders(b.Endpoint, fact.String) && !renders(b.Endpoint, fact.JSONCollection) {
		return
	}
	p.reportAt(name.Span, syntax.Join(entry.Pointer, "return_error_details"), "output_encoding %q never shows the details: an error is an empty 200", shape.Renderer(b.Endpoint))
}
