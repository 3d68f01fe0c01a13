package rule

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var outputEncodingUnknown = Rule{
	ID:       "output-encoding-unknown",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that the output encoding exists.",
	Why:      `output_encoding is compared letter by letter. For one that the gateway does not know the answer is written as the only backend's encoding has it, else as JSON.`,
	Fix:      "write json, json-collection, xml, yaml, negotiate, string or no-op",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json_collection",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "is_collection": true
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
		Bad:     Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
		Good:    Outcome{Status: 200, Body: `[{"id": 1}]`},
	},
	Service:  checkOutputEncodingUnknownService,
	Endpoint: checkOutputEncodingUnknownEndpoint,
}

func checkOutputEncodingUnknownService(p *Pass, s *config.Service) {
	if s.OutputEncoding.V != "" {
		p.checkOutput(s.Object, s.OutputEncoding.V, fact.JSON)
	}
}

func checkOutputEncodingUnknownEndpoint(p *Pass, e *config.Endpoint) {
	if e.OutputEncoding.V != "" {
		p.checkOutput(e.Object, e.OutputEncoding.V, shape.Renderer(e))
	}
}

func (p *Pass) checkOutput(o config.Object, name, renderer string) {
	if _, known := fact.FindOutput(name); known || name == fact.SafeJSON || name == fact.RSS {
		return
	}
	f := p.report(o, "output_encoding", "there is no output_encoding %q: the answer is written as %q", name, renderer)
	f.Hint = "it is one of " + strings.Join(outputNames(), ", ")
	near := Nearest(strings.TrimSpace(name), outputNames(), 1)
	if len(near) == 0 {
		return
	}
	f.Hint = fmt.Sprintf("did you mean %q?", near[0])
	if near[0] != renderer {
		f.Severity = diag.Error
	}
	p.fix(f, near[0] == renderer, fmt.Sprintf("set \"output_encoding\" to %q", near[0]), set(o, "output_encoding", quote(near[0])))
}
