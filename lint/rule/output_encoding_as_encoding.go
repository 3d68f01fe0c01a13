package rule

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var outputEncodingAsEncoding = Rule{
	ID:       "output-encoding-as-encoding",
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that no output encoding stands at a backend.",
	Why:      `json-collection and negotiate say how an answer is written, which is the endpoint's business. As a backend's encoding they count as json.`,
	Fix:      "move it to output_encoding, and write how the backend answers as encoding",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "json-collection"
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
      "output_encoding": "json-collection",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "json",
          "is_collection": true
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Good:    Outcome{Status: 200, Body: `[{"id": 1}]`},
	},
	Backend: checkOutputEncodingAsEncoding,
}

func checkOutputEncodingAsEncoding(p *Pass, b *config.Backend) {
	name := strings.ToLower(b.Encoding.V)
	if !isOutputOnly(name) || passesThrough(b) {
		return
	}
	f := p.report(b.Object, "encoding", "%q is an output_encoding and no encoding: the backend is read as \"json\"", b.Encoding.V)
	e := b.Endpoint
	if name != fact.JSONCollection || e == nil || len(e.Backends) != 1 {
		return
	}
	p.fix(f, false, `set "is_collection", and "output_encoding" to "json-collection"`,
		set(b.Object, "encoding", quote(fact.JSON)), set(b.Object, "is_collection", "true"),
		set(e.Object, "output_encoding", quote(fact.JSONCollection)))
}
