package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var jsonCollectionNoSource = Rule{
	ID:       diag.JSONCollectionSource,
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that an endpoint with the output json-collection has a backend that gives a collection.",
	Why:      `json-collection writes what stands under the key collection, and an empty list where nothing does: the client gets [] with a 200. The key comes from is_collection, from safejson, or from a mapping to it; few backends answer an object that has it already.`,
	Fix:      `set "is_collection": true on the backend that answers a list`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json-collection",
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
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
		Answers: map[string]Answer{"/users": {Body: `{"list": [{"id": 1}, {"id": 2}]}`}},
		Bad:     Outcome{Status: 200, Body: "[]"},
	},
	Endpoint: checkJSONCollectionNoSource,
}

func checkJSONCollectionNoSource(p *Pass, e *config.Endpoint) {
	backends := answering(e)
	if !renders(e, fact.JSONCollection) || len(backends) == 0 || rewritten(e) {
		return
	}
	readable := false
	for _, b := range backends {
		if _, maybe := shape.Collects(b); maybe || recoded(b) || puts(e, b, fact.CollectionKey) || p.answersKey(b, fact.CollectionKey) {
			return
		}
		if p.answers(b, fact.ArrayBody) {
			return // collection-missing says it, and knows more
		}
		name := encoding(b)
		readable = readable || name == fact.JSON || name == fact.XML
	}
	if !readable {
		return // json-collection-wrong-encoding says it
	}
	f := p.report(e.Object, "output_encoding", "output_encoding \"json-collection\" has no collection to write: the answer is [] unless the backend itself has that key")
	if !slices.ContainsFunc(backends, func(b *config.Backend) bool { return !p.lacksKey(b, fact.CollectionKey) }) {
		f.Severity = diag.Error
		f.Message = "output_encoding \"json-collection\" has no collection to write: the answer is always []"
	}
	if len(backends) != 1 || encoding(backends[0]) != fact.JSON {
		return
	}
	b := backends[0]
	at(f, e, b)
	if p.answers(b, fact.ObjectBody) {
		f.Hint = `write "output_encoding": "json" for an object`
		p.fix(f, false, `set "output_encoding" to "json"`, set(e.Object, "output_encoding", quote(fact.JSON)))
		return
	}
	if shaped(b) {
		return // a collection would have none of the fields that are named there
	}
	p.fix(f, false, `set "is_collection" to true on the backend`, set(b.Object, "is_collection", "true"))
}
