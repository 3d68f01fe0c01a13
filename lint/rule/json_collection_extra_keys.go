package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var jsonCollectionExtraKeys = Rule{
	ID:       "json-collection-extra-keys",
	Severity: diag.Info,
	Effect:   diag.Wrong,
	Summary:  "Checks that every backend of an endpoint with the output json-collection can be seen.",
	Why:      `json-collection writes the collection alone. What other backends add to the answer is asked for and then lost.`,
	Fix:      "write json and put each backend into a group",
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
          "is_collection": true
        },
        {"host": ["http://backend:8080"], "url_pattern": "/count"}
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
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/count",
          "group": "count"
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}, {"id": 2}]`}, "/count": {Body: `{"n": 2}`}},
		Bad:     Outcome{Status: 200, Body: `[{"id": 1}, {"id": 2}]`},
		Good:    Outcome{Status: 200, Body: `{"collection": [{"id": 1}, {"id": 2}], "count": {"n": 2}}`},
	},
	Endpoint: checkJSONCollectionExtraKeys,
}

func checkJSONCollectionExtraKeys(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.JSONCollection) || rewritten(e) || len(flatmap(e.Extra)) > 0 || isTrue(e.Extra.Get("proxy").Get("sequential")) {
		return
	}
	if !slices.ContainsFunc(backends, collects) {
		return
	}
	for _, b := range backends {
		if _, maybe := shape.Collects(b); maybe || puts(e, b, fact.CollectionKey) || recoded(b) {
			continue
		}
		f := p.report(b.Object, "url_pattern", "what this backend answers is lost: \"json-collection\" writes the collection alone")
		at(f, e, b)
	}
}
