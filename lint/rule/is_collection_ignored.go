package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var isCollectionIgnored = Rule{
	ID:       "is-collection-ignored",
	Severity: diag.Warning,
	Effect:   diag.Untidy,
	Summary:  "Checks that is_collection stands only where it is read.",
	Why:      `Only json and xml read is_collection. safejson finds out by itself, and string and rss have no use for it.`,
	Fix:      "remove is_collection",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "encoding": "safejson",
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
          "encoding": "safejson"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}, {"id": 2}]`}},
	},
	Backend: checkIsCollectionIgnored,
}

func checkIsCollectionIgnored(p *Pass, b *config.Backend) {
	if e := shape.Encoding(b); !b.IsCollection.V || e.ReadsCollection || e.Name == fact.NoOp {
		return
	}
	f := p.report(b.Object, "is_collection", "\"is_collection\" has no effect with encoding %q", b.Encoding.V)
	p.fix(f, true, `remove "is_collection"`, remove(b.Object, "is_collection"))
}
