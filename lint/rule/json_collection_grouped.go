package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var jsonCollectionGrouped = Rule{
	ID:       "json-collection-grouped",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a collection under json-collection is in no group.",
	Why:      `json-collection looks for the key collection at the root of the answer. A group puts the collection one level down, so the client gets [] with a 200.`,
	Fix:      "take the group away, or write json instead of json-collection",
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
          "group": "users",
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
	Backend: checkJSONCollectionGrouped,
}

func checkJSONCollectionGrouped(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !renders(e, fact.JSONCollection) || isShadow(b) {
		return
	}
	// In a group whatever "safejson" makes of the answer is out of reach, too.
	if _, maybe := shape.Collects(b); !maybe {
		return
	}
	if g := b.Group.V; g == "" || g == fact.CollectionKey || rewritten(e) || len(flatmap(e.Extra)) > 0 && len(e.Backends) > 1 {
		return
	}
	f := p.report(b.Object, "group", "the collection is in the group %q, where \"json-collection\" does not find it: it is lost", b.Group.V)
	p.fix(f, false, `remove "group"`, remove(b.Object, "group"))
}
