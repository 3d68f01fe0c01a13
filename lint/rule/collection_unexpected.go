package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var collectionUnexpected = Rule{
	ID:       diag.CollectionUnexpected,
	Severity: diag.Error,
	Effect:   diag.Fails,
	Summary:  "Checks that is_collection is set for lists only.",
	Why:      `With is_collection json expects a list. An object cannot be decoded: every request fails with an empty 500.`,
	Fix:      "remove is_collection",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users/{id}",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users/{id}",
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
      "endpoint": "/users/{id}",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users/{id}"}]
    }
  ]
}
`,
	Spec: `{
  "openapi": "3.0.3",
  "info": {"title": "Backend", "version": "1"},
  "servers": [{"url": "http://backend:8080"}],
  "paths": {
    "/users/{id}": {
      "parameters": [
        {
          "name": "id",
          "in": "path",
          "required": true,
          "schema": {"type": "string"}
        }
      ],
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {"application/json": {"schema": {"type": "object"}}}
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users/7",
		Answers: map[string]Answer{"/users/7": {Body: `{"id": 7}`}},
		Good:    Outcome{Status: 200, Body: `{"id": 7}`},
	},
	Backend: checkCollectionUnexpected,
}

func checkCollectionUnexpected(p *Pass, b *config.Backend) {
	if encoding(b) != fact.JSON || !b.IsCollection.V || p.unjudged(b) {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return
	}
	f := p.report(b.Object, "is_collection", "%s answers an object, is_collection says it is a list", p.who(b))
	p.relate(f, b, a)
	p.fix(f, true, `remove "is_collection"`, remove(b.Object, "is_collection"))
}
