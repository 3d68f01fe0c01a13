package rule

import (
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

var collectionWrapped = Rule{
	ID:       "collection-wrapped",
	Severity: diag.Info,
	Effect:   diag.Untidy,
	Summary:  "Checks that a list of the backend is a list for clients.",
	Why:      `With is_collection and the output json the client gets an object with the list under collection. Where clients expect the list itself, json-collection writes it.`,
	Fix:      `write "output_encoding": "json-collection" for a bare list`,
	Bad: `{
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
	NoProof:  "both answers are right, only their shape differs",
	Endpoint: checkCollectionWrapped,
}

func checkCollectionWrapped(p *Pass, e *config.Endpoint) {
	if len(e.Backends) != 1 || e.Backends[0] == nil || !renders(e, fact.JSON) || rewritten(e) {
		return
	}
	b := e.Backends[0]
	if !collects(b) || encoding(b) != fact.JSON || p.answers(b, fact.ObjectBody) || b.Group.V != "" || len(b.Mapping.V) > 0 || b.Target.V != "" || !filters(b) || recoded(b) {
		return
	}
	f := at(p.report(b.Object, "is_collection", "clients get {\"collection\": [...]} instead of the list"), e, b)
	p.fix(f, false, `set "output_encoding" to "json-collection"`, set(e.Object, "output_encoding", quote(fact.JSONCollection)))
}
