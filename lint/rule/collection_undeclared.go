package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var collectionUndeclared = Rule{
	ID:       "collection-undeclared",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that a backend whose settings name the collection has one.",
	Why:      `A list comes under the key collection where is_collection says that it is one. Without it the list is not decoded at all: the request fails with an empty 500, and what was to be made of collection never is.`,
	Fix:      "set is_collection to true; where the backend itself answers an object with that key, ignore the rule here",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"collection": "users"}
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
          "mapping": {"collection": "users"}
        }
      ]
    }
  ]
}
`,
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}]`}},
		Good:    Outcome{Status: 200, Body: `{"users": [{"id": 1}]}`},
	},
	Backend: checkCollectionUndeclared,
}

func checkCollectionUndeclared(p *Pass, b *config.Backend) {
	if encoding(b) != fact.JSON || b.IsCollection.V || b.Target.V != "" || p.unjudged(b) {
		return
	}
	at, pointer := p.namesCollection(b)
	if pointer == "" || len(p.successes(b)) > 0 || b.Endpoint != nil && renders(b.Endpoint, fact.JSONCollection) {
		return // with a specification, and under json-collection, other rules know more
	}
	f := p.reportAt(at, pointer, "\"collection\" is what a list comes under with is_collection, which is not set")
	p.fix(f, false, "set is_collection to true", set(b.Object, "is_collection", "true"))
}

// namesCollection returns the place at which a backend's settings take
// "collection" for a field of its answer, none where they do not.
func (p *Pass) namesCollection(b *config.Backend) (at syntax.Span, pointer string) {
	steps := flatmap(b.Extra)
	for _, op := range steps {
		for i, path := range op.args {
			if root(path) == fact.CollectionKey && (i == 0 || op.kind == "del") {
				return op.node.Get("args").Items()[i].Span, syntax.Index(syntax.Join(op.pointer, "args"), i)
			}
			if op.kind != "del" && i == 1 && root(path) == fact.CollectionKey {
				return at, "" // the step makes it
			}
		}
	}
	if len(steps) > 0 {
		return at, ""
	}
	if m := b.Member("mapping"); m != nil && m.Value != nil {
		if entry := m.Value.Member(fact.CollectionKey); entry != nil {
			return entry.Key, syntax.Join(b.Field(m.Name), fact.CollectionKey)
		}
	}
	for _, field := range []string{"allow", "deny"} {
		paths := b.Allow.V
		if field == "deny" {
			paths = b.Deny.V
		}
		if m := b.Member(field); m != nil && slices.ContainsFunc(paths, func(path string) bool { return root(path) == fact.CollectionKey }) {
			return m.Value.Span, b.Field(m.Name)
		}
	}
	return at, ""
}
