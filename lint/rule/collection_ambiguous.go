package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var collectionAmbiguous = Rule{
	ID:       "collection-ambiguous",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that a backend that answers objects and lists in turn is read by safejson.",
	Why:      `json reads either objects or, with is_collection, lists. A backend that answers both fails for one of them; safejson takes both.`,
	Fix:      `set "encoding": "safejson"`,
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
    "/users": {
      "get": {
        "responses": {
          "200": {
            "description": "answer",
            "content": {
              "application/json": {
                "schema": {
                  "oneOf": [
                    {"type": "object"},
                    {"type": "array", "items": {"type": "object"}}
                  ]
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
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
	},
	Backend: checkCollectionAmbiguous,
}

func checkCollectionAmbiguous(p *Pass, b *config.Backend) {
	if encoding(b) != fact.JSON || p.unjudged(b) {
		return
	}
	for _, a := range p.successes(b) {
		if a.Mixed && isJSON(a) {
			f := p.report(b.Object, "encoding", "%s answers JSON of different kinds, %q decodes only one of them", p.who(b), written(b))
			p.relate(f, b, a)
			p.fix(f, false, `set "encoding" to "safejson"`, set(b.Object, "encoding", quote(fact.SafeJSON)))
			return
		}
	}
}
