package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var jsonScalar = Rule{
	ID:       diag.JSONScalar,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a backend that answers a single value is not read as json.",
	Why:      `json takes objects and, with is_collection, lists. A bare number, text or boolean fails with an empty 500.`,
	Fix:      `set "encoding": "safejson", which puts it under content`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/count",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/count"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/count",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/count",
          "encoding": "safejson"
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
    "/count": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "integer"}}}
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /count",
		Answers: map[string]Answer{"/count": {Body: "42"}},
		Good:    Outcome{Status: 200, Body: `{"content": 42}`},
	},
	Backend: checkJSONScalar,
}

func checkJSONScalar(p *Pass, b *config.Backend) {
	if encoding(b) != fact.JSON || p.unjudged(b) {
		return
	}
	a, ok := p.answering(b, fact.ScalarBody)
	if !ok {
		return
	}
	f := p.report(b.Object, "encoding", "%s answers a single value, %q cannot decode it", p.who(b), written(b))
	p.relate(f, b, a)
	if b.IsCollection.V {
		p.fix(f, true, `set "encoding" to "safejson"`, set(b.Object, "encoding", quote(fact.SafeJSON)), remove(b.Object, "is_collection"))
		return
	}
	p.fix(f, true, `set "encoding" to "safejson"`, set(b.Object, "encoding", quote(fact.SafeJSON)))
}
