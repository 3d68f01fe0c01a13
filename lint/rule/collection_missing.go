package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var collectionMissing = Rule{
	ID:       diag.CollectionMissing,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that a backend that answers a list is read as one.",
	Why:      `json expects an object. A list without is_collection cannot be decoded: every request fails with an empty 500, and beside other backends the answer is left out.`,
	Fix:      `set "is_collection": true`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
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
            "content": {
              "application/json": {"schema": {"type": "array", "items": {"type": "object"}}}
            }
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
	},
	Backend: checkCollectionMissing,
}

func checkCollectionMissing(p *Pass, b *config.Backend) {
	if encoding(b) != fact.JSON || b.IsCollection.V || p.unjudged(b) {
		return
	}
	a, ok := p.answering(b, fact.ArrayBody)
	if !ok {
		return
	}
	f := p.report(b.Object, "is_collection", "%s answers a list, %q without is_collection cannot decode it", p.who(b), written(b))
	p.relate(f, b, a)
	p.fix(f, true, `set "is_collection" to true`, set(b.Object, "is_collection", "true"))
}
