package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var collectionItemFilter = Rule{
	ID:       "collection-item-filter",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that allow and deny are not written for the items of a collection.",
	Why:      `Filters do not enter lists. On a collection an allow list for the items leaves {}, and a deny list drops nothing: what was to be hidden is shown.`,
	Fix:      `use a flatmap_filter, such as {"type": "del", "args": ["collection.*.password"]}`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "deny": ["password"],
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
              "flatmap_filter": [{"type": "del", "args": ["collection.*.password"]}]
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
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1, "password": "x"}]`}},
		Bad:     Outcome{Status: 200, Body: `{"collection": [{"id": 1, "password": "x"}]}`},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}]}`},
	},
	Backend: checkCollectionItemFilter,
}

func checkCollectionItemFilter(p *Pass, b *config.Backend) {
	if !p.gathers(b) || passesThrough(b) || isShadow(b) || !filters(b) || recoded(b) || b.Target.V != "" {
		return
	}
	if len(b.Allow.V) > 0 {
		lost := !slices.Contains(b.Allow.V, fact.CollectionKey)
		if lost && (b.Endpoint == nil || !renders(b.Endpoint, fact.JSONCollection)) {
			p.report(b.Object, "allow", "\"allow\" cannot enter the items of a collection: the answer is empty")
		}
		return
	}
	for i, name := range b.Deny.V {
		if name == fact.CollectionKey {
			if b.Endpoint == nil || !renders(b.Endpoint, fact.JSONCollection) {
				p.reportItem(b.Object, "deny", i, "\"deny\" drops the whole collection: the answer is empty")
			}
			continue
		}
		f := p.reportItem(b.Object, "deny", i, "\"deny\" cannot enter the items of a collection: %q stays in the answer", name)
		f.Effect = diag.Unsafe
	}
}
