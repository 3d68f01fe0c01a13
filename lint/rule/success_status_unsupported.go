package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var successStatusUnsupported = Rule{
	ID:       diag.StatusUnsupported,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a decoded backend answers with 200 or 201.",
	Why:      `Every encoding but no-op takes 200 and 201 for success and all else for an error. A 202 or 206 fails with an empty 500, though the backend has done its work.`,
	Fix:      `set "encoding" and "output_encoding" to "no-op"`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/jobs",
      "method": "POST",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/jobs"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/jobs",
      "method": "POST",
      "output_encoding": "no-op",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/jobs",
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
    "/jobs": {
      "post": {
        "responses": {
          "202": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "POST /jobs",
		Answers: map[string]Answer{"/jobs": {Status: 202, Body: `{"id": 1}`}},
		Good:    Outcome{Status: 202, Body: `{"id": 1}`},
	},
	Backend: checkSuccessStatusUnsupported,
}

func checkSuccessStatusUnsupported(p *Pass, b *config.Backend) {
	if encoding(b) == fact.NoOp || p.unjudged(b) || handsOnStatus(b) {
		return
	}
	for _, a := range p.successes(b) {
		if a.Status == 0 || fact.Decoded(a.Status) || a.Body == fact.EmptyBody && (a.Status == 204 || a.Status == 205) {
			continue
		}
		f := p.report(b.Object, "encoding", "%s answers %s, every encoding but \"no-op\" takes it for an error", p.who(b), a.Code)
		p.relate(f, b, a)
		p.offerNoop(f, b)
		return
	}
}
