package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var collectionMergeOverwrite = Rule{
	ID:       "collection-merge-overwrite",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that two collections of an endpoint do not take each other's place.",
	Why:      `Every collection comes under the same key. Of two the one that arrives last wins and the other is gone, with a 200 and no message; which one is a matter of timing.`,
	Fix:      "give each backend a group of its own, or map collection to different names",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "is_collection": true
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
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
      "endpoint": "/home",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "group": "users",
          "is_collection": true
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/news",
          "group": "news",
          "is_collection": true
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /home",
		Answers: map[string]Answer{"/users": {Body: `[{"n": 1}]`}, "/news": {Body: `[{"n": 1}]`}},
		Bad:     Outcome{Status: 200, Body: `{"collection": [{"n": 1}]}`},
		Good:    Outcome{Status: 200, Body: `{"users": {"collection": [{"n": 1}]}, "news": {"collection": [{"n": 1}]}}`},
	},
	Endpoint: checkCollectionMergeOverwrite,
}

func checkCollectionMergeOverwrite(p *Pass, e *config.Endpoint) {
	if rewritten(e) || shape.PassesThrough(e) {
		return
	}
	first := map[string]*config.Backend{}
	for _, b := range answering(e) {
		if !p.gathers(b) || !filters(b) || recoded(b) || b.Target.V != "" {
			continue
		}
		key := b.Group.V
		if key == "" {
			key = fact.CollectionKey
			if to, ok := b.Mapping.V[key]; ok {
				key = root(to)
			}
		}
		other := first[key]
		if other == nil {
			first[key] = b
			continue
		}
		if b.Group.V != "" {
			continue // group-duplicate says it
		}
		field := "is_collection"
		if !collects(b) {
			field = "encoding"
		}
		f := at(p.report(b.Object, field, "two collections come under the key %q: one of them is lost", key), e, b)
		f.Related = []diag.Related{{Label: "first", Message: other.ID(), Span: other.Place("is_collection")}}
	}
}
