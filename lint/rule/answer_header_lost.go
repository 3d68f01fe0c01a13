package rule

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var answerHeaderLost = Rule{
	ID:       "answer-header-lost",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that no header is lost that clients need.",
	Why:      `An answer that is decoded loses all headers of its backend: cookies are not set, a Location leads nowhere, a download has no name. Headers that a document declares besides are lost as well, which is an info.`,
	Fix:      `write "no-op" where one backend answers, or set the header in the gateway`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users"
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
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "no-op"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`, Header: map[string]string{"Set-Cookie": "a=b"}}},
		Bad:     Outcome{Status: 200, Header: "Set-Cookie: "},
		Good:    Outcome{Status: 200, Header: "Set-Cookie: a=b"},
	},
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "headers": {"Set-Cookie": {"schema": {"type": "string"}}},
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    }
  }
}`,
	Backend: checkAnswerHeaderLost,
}

func checkAnswerHeaderLost(p *Pass, b *config.Backend) {
	if b.Endpoint == nil || passesThrough(b) || isShadow(b) || recoded(b) || rewritten(b.Endpoint) {
		return
	}
	for _, a := range p.successes(b) {
		if a.Status != 0 && !fact.Decoded(a.Status) || len(a.Headers) == 0 {
			continue
		}
		lost := slices.DeleteFunc(slices.Clone(a.Headers), func(h string) bool { return !fact.SignificantResponseHeader(h) })
		needed := len(lost) > 0
		if !needed {
			lost = a.Headers
		}
		f := p.report(b.Object, "encoding", "%s answers with %s, which decoding drops", p.who(b), strings.Join(lost, ", "))
		if !needed || len(b.Endpoint.Backends) > 1 {
			f.Severity = diag.Info // clients of a merged answer expect none of one backend
		}
		p.relate(f, b, a)
		return
	}
}
