package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var groupCollection = Rule{
	ID:       "group-collection",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that no group is called collection under json-collection.",
	Why:      `json-collection writes what stands under the key collection. A group of that name is an object, and the client gets an object in place of a list.`,
	Fix:      "give the group another name, or set is_collection without a group",
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
          "group": "collection"
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
		Answers: map[string]Answer{"/users": {Body: `{"id": 1}`}},
		Bad:     Outcome{Status: 200, Body: `{"id": 1}`},
	},
	Backend: checkGroupCollection,
}

func checkGroupCollection(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e != nil && b.Group.V == fact.CollectionKey && renders(e, fact.JSONCollection) && !rewritten(e) && !isShadow(b) {
		p.report(b.Object, "group", "\"json-collection\" writes the group as it is: an object and no list")
	}
}
