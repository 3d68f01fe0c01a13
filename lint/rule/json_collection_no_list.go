package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var jsonCollectionNoList = Rule{
	ID:       "json-collection-no-list",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  `Checks that what json-collection writes is a list.`,
	Why:      `json-collection writes whatever stands under the key collection, and looks at nothing else: a number, a text or an object that a mapping puts there is the whole answer, where clients expect a list.`,
	Fix:      "map the field that holds the list",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json-collection",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"total": "collection"}
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
          "mapping": {"users": "collection"}
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
                  "properties": {
                    "total": {"type": "integer"},
                    "users": {"type": "array", "items": {"type": "string"}}
                  }
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
		Answers: map[string]Answer{"/users": {Body: `{"total": 2, "users": ["ada", "bob"]}`}},
		Bad:     Outcome{Status: 200, Body: `2`},
		Good:    Outcome{Status: 200, Body: `["ada", "bob"]`},
	},
	Backend: checkJSONCollectionNoList,
}

func checkJSONCollectionNoList(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !renders(e, fact.JSONCollection) || rewritten(e) || p.unjudged(b) || len(p.successes(b)) != 1 {
		return
	}
	if name := encoding(b); name != fact.JSON && name != fact.SafeJSON || collects(b) || b.Group.V != "" || !filters(b) {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok {
		return
	}
	field, place := fact.CollectionKey, "output_encoding"
	for from, to := range b.Mapping.V {
		if root(to) == fact.CollectionKey {
			field, place = from, "mapping"
		}
	}
	path := field
	if b.Target.V != "" {
		path = b.Target.V + "." + field
	}
	kind, known := p.fieldKind(b, a, path)
	if !known || kind == fact.ArrayBody || kind == fact.EmptyBody {
		return // what is not there is json-collection-no-source's
	}
	var f *diag.Finding
	if place == "mapping" {
		f = p.report(b.Object, place, "%s answers %s as %q, which the mapping makes the collection: clients get it and no list", p.who(b), kind, path)
	} else {
		f = at(p.report(e.Object, place, "%s answers %s as %q: \"json-collection\" writes it and no list", p.who(b), kind, path), e, b)
	}
	p.relate(f, b, a)
}
