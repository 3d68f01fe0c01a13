package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var targetNotObject = Rule{
	ID:       "target-not-object",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that target leads to an object.",
	Why:      `target leads to an object inside the answer. Where it leads to a list, a single value or nothing, the answer is {} with a 200.`,
	Fix:      "lead target to an object; for a list at the root map its key to collection",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "target": "items"
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
          "mapping": {"items": "collection"},
          "allow": ["items"]
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
              "application/json": {
                "schema": {
                  "type": "object",
                  "additionalProperties": false,
                  "properties": {"items": {"type": "array", "items": {"type": "object"}}}
                }
              }
            }
          }
        }
      }
    }
  }
}`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `{"items": [{"id": 1}]}`}},
		Bad:     Outcome{Status: 200, Body: "{}"},
		Good:    Outcome{Status: 200, Body: `[{"id": 1}]`},
	},
	Backend: checkTargetNotObject,
}

func checkTargetNotObject(p *Pass, b *config.Backend) {
	if b.Target.V == "" || encoding(b) != fact.JSON || b.IsCollection.V || p.unjudged(b) {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return
	}
	kind, known := p.fieldKind(b, a, b.Target.V)
	if !known || kind == fact.ObjectBody {
		return
	}
	what := "leads to " + kind.String()
	if kind == fact.EmptyBody {
		what = "leads nowhere"
	}
	p.relate(p.report(b.Object, "target", "target %q %s in what %s answers: the answer is empty", b.Target.V, what, p.who(b)), b, a)
}
