package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var ndjsonTruncated = Rule{
	ID:       "ndjson-truncated",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a sequence of JSON values is not decoded.",
	Why:      `Of newline-delimited JSON the decoder reads the first value and drops the rest, with a 200 and no message.`,
	Fix:      `set "encoding" and "output_encoding" to "no-op"`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/events",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/events"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/events",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/events",
          "encoding": "no-op"
        }
      ]
    }
  ]
}
`,
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/events": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"application/x-ndjson": {"schema": {"type": "object"}}}
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /events",
		Answers: map[string]Answer{"/events": {Type: "application/x-ndjson", Body: `{"n":1}
{"n":2}
`}},
		Bad: Outcome{Status: 200, Body: `{"n": 1}`},
		Good: Outcome{Status: 200, Body: `{"n":1}
{"n":2}
`},
	},
	Backend: checkNdjsonTruncated,
}

func checkNdjsonTruncated(p *Pass, b *config.Backend) {
	if name := encoding(b); name != fact.JSON && name != fact.SafeJSON || p.unjudged(b) {
		return
	}
	a, ok := p.answering(b, fact.NDJSONBody)
	if !ok {
		return
	}
	f := p.report(b.Object, "encoding", "%s answers a sequence of JSON values, of which %q keeps the first", p.who(b), written(b))
	p.relate(f, b, a)
	p.offerNoop(f, b)
}
