package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var collectionItemMapping = Rule{
	ID:       "collection-item-mapping",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping is not written for the items of a collection.",
	Why:      `A mapping renames keys of the first level, and of a collection that is collection alone. The names of the items' fields stay.`,
	Fix:      `use a flatmap_filter, such as {"type": "move", "args": ["collection.*.id", "collection.*.key"]}`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"id": "key"},
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
          "is_collection": true,
          "extra_config": {
            "proxy": {
              "flatmap_filter": [
                {
                  "type": "move",
                  "args": ["collection.*.id", "collection.*.key"]
                }
              ]
            }
          }
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Bad:     Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"key": 1}]}`},
	},
	Backend: checkCollectionItemMapping,
}

func checkCollectionItemMapping(p *Pass, b *config.Backend) {
	if !p.gathers(b) || passesThrough(b) || isShadow(b) || !filters(b) || recoded(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		if entry.Name == fact.CollectionKey || config.IsComment(entry.Name) {
			continue
		}
		p.reportAt(entry.Key, syntax.Join(b.Field(m.Name), entry.Name),
			"the mapping of %q has no effect: it cannot enter the items of a collection", entry.Name)
	}
}
