package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
)

var jsonCollectionMappedAway = Rule{
	ID:       "json-collection-mapped-away",
	Severity: diag.Error,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping does not rename the collection that json-collection writes.",
	Why:      `json-collection looks for the key collection. A mapping that gives it another name leaves nothing to write: the client gets [] with a 200. A mapping of a key to itself deletes it.`,
	Fix:      "take the entry out of the mapping",
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
          "mapping": {"collection": "users"},
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
	Proof: Proof{
		Request: "GET /users",
		Answers: map[string]Answer{"/users": {Body: `[{"id": 1}, {"id": 2}]`}},
		Bad:     Outcome{Status: 200, Body: "[]"},
		Good:    Outcome{Status: 200, Body: `[{"id": 1}, {"id": 2}]`},
	},
	Backend: checkJSONCollectionMappedAway,
}

func checkJSONCollectionMappedAway(p *Pass, b *config.Backend) {
	e := b.Endpoint
	if e == nil || !renders(e, fact.JSONCollection) || isShadow(b) || rewritten(e) || recoded(b) {
		return
	}
	if _, maybe := shape.Collects(b); !maybe {
		return
	}
	if steps := flatmap(b.Extra); len(steps) > 0 {
		p.movedAway(e, b, steps)
		return
	}
	if len(e.Backends) > 1 && b.Group.V == "" {
		p.movedAway(e, b, flatmap(e.Extra))
	}
	to, ok := b.Mapping.V[fact.CollectionKey]
	if !ok {
		return
	}
	f := p.report(b.Object, "mapping", "the mapping renames \"collection\" to %q, and \"json-collection\" does not find it: it is lost", to)
	p.fix(f, false, `take "collection" out of the mapping`, removeAt(syntax.Join(b.Field("mapping"), fact.CollectionKey)))
}

// movedAway reports the step of a flatmap_filter that takes the collection away,
// if none brings one back.
func (p *Pass) movedAway(e *config.Endpoint, b *config.Backend, steps []operation) {
	if op := takenAway(steps, fact.CollectionKey); op != nil {
		at(p.reportAt(op.node.Span, op.pointer, "the step takes \"collection\" away, and \"json-collection\" does not find it: it is lost"), e, b)
	}
}

// takenAway returns the step that deletes or moves a first name, nil where none
// does, or a later one brings it back.
func takenAway(steps []operation, name string) *operation {
	var taken *operation
	for i, op := range steps {
		switch {
		case op.kind == "del" && slices.Contains(op.args, name):
			taken = &steps[i]
		case op.kind == "del" || len(op.args) < 2:
		case root(op.args[1]) == name:
			taken = nil
		case op.kind == "move" && op.args[0] == name:
			taken = &steps[i]
		}
	}
	return taken
}
