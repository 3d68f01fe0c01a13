package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var jsonCollectionFilteredAway = Rule{
	ID:       "json-collection-filtered-away",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that filters keep the collection that json-collection writes.",
	Why:      `Filters see the answer as an object with the one key collection. An allow list without that key, or a deny list with it, leaves nothing: the client gets [] with a 200.`,
	Fix:      `name "collection" in allow, or filter the items with a flatmap_filter`,
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
          "allow": ["id"],
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
          "allow": ["collection"],
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
	Backend: checkJSONCollectionFilteredAway,
}

func checkJSONCollectionFilteredAway(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !renders(e, fact.JSONCollection) || !collects(b) || isShadow(b) || !filters(b) || rewritten(e) {
		return
	}
	switch {
	case len(b.Allow.V) > 0 && !slices.Contains(b.Allow.V, fact.CollectionKey):
		p.report(b.Object, "allow", "\"allow\" does not name \"collection\", so the collection is dropped: the answer is []")
	case len(b.Allow.V) == 0 && slices.Contains(b.Deny.V, fact.CollectionKey):
		p.report(b.Object, "deny", "\"deny\" names \"collection\", so the collection is dropped: the answer is []")
	}
}
