package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var jsonCollectionMappedAway = Rule{
	ID:       "json-collection-mapped-away",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping does not rename the collection that json-collection writes.",
	Why:      `json-collection looks for the key collection. A mapping that gives it another name leaves nothing to write: the client gets [] with a 200. A mapping of a key to itself deletes it.`,
	Fix:      "take the entry out of the mapping",
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
          "mapping": {"collection": "users"},
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
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}, {"id": 2}]`}},
		Bad:     Outcome{Status: 200, Body: "[]"},
		Good:    Outcome{Status: 200, Body: `[{"id": 1}, {"id": 2}]`},
	},
	Backend: checkJSONCollectionMappedAway,
}

func checkJSONCollectionMappedAway(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !renders(e, fact.JSONCollection) || !collects(b) || isShadow(b) || !filters(b) || rewritten(e) {
		return
	}
	to, ok := b.Mapping.V[fact.CollectionKey]
	if !ok {
		return
	}
	f := p.report(b.Object, "mapping", "the mapping renames \"collection\" to %q, and \"json-collection\" does not find it: it is lost", to)
	p.fix(f, false, `take "collection" out of the mapping`, removeAt(syntax.Join(b.Field("mapping"), fact.CollectionKey)))
}
