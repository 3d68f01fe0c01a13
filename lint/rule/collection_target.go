package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

var collectionTarget = Rule{
	ID:       "collection-target",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that no target is set on a collection.",
	Why:      `target leads into objects only, and a collection is a list. The answer is {} with a 200, also with the target collection.`,
	Fix:      "remove the target",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "target": "data",
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
		Bad:     Outcome{Status: 200, Body: "{}"},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}, {"id": 2}]}`},
	},
	Backend: checkCollectionTarget,
}

func checkCollectionTarget(p *Pass, b *config.Backend) {
	if b.Target.V == "" || !p.gathers(b) || passesThrough(b) || isShadow(b) || recoded(b) {
		return
	}
	f := p.report(b.Object, "target", "a collection has no target %q: the answer is empty", b.Target.V)
	if len(b.Allow.V)+len(b.Deny.V)+len(b.Mapping.V) > 0 {
		return // what they name is in the target, and would not be in the collection
	}
	p.fix(f, false, `remove "target"`, remove(b.Object, "target"))
}
