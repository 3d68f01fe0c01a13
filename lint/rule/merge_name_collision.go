package rule

import (
	"cmp"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
)

var mergeNameCollision = Rule{
	ID:       "merge-name-collision",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that two backends do not give their answers the same name.",
	Why:      `The answers of several backends are merged by their first names: the last to arrive overwrites what has the same name. A group, a mapping or an allow list can give two backends one name; two texts are both content, two feeds both have items. It is an error where both surely have it.`,
	Fix:      "give one of them another name, or a group",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"id": "key"}
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders",
          "mapping": {"number": "key"}
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
          "mapping": {"id": "key"}
        },
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/orders",
          "mapping": {"number": "order"}
        }
      ]
    }
  ]
}
`,
	NoProof:  "which of the two wins is a matter of time",
	Endpoint: checkMergeNameCollision,
}

func checkMergeNameCollision(p *Pass, e *config.Endpoint) {
	if len(e.Backends) < 2 || shape.PassesThrough(e) || rewritten(e) || isTrue(e.Extra.Get("proxy").Get("sequential")) {
		return
	}
	type owner struct {
		backend *config.Backend
		given   givenName
	}
	first := map[string]owner{}
	for _, b := range answering(e) {
		for _, n := range givenNames(b) {
			o, taken := first[n.name]
			if !taken {
				first[n.name] = owner{b, n}
				continue
			}
			if o.backend == b || o.given.field == "group" && n.field == "group" || o.given.collection && n.collection {
				continue // group-duplicate and collection-merge-overwrite say it
			}
			f := at(p.report(b.Object, n.field, "%q is a name in the answer of another backend too: one overwrites the other", n.name), e, b)
			f.Related = []diag.Related{{Label: "first", Message: o.backend.ID(), Span: o.backend.Place("url_pattern")}}
			if n.sure && o.given.sure {
				f.Severity = diag.Error
			}
		}
	}
}

// givenName is a first name in an answer and the field that tells it; sure says
// that every answer has it, collection that it is a list.
type givenName struct {
	name, field      string
	sure, collection bool
}

// givenNames returns the first names in an answer that the settings of its
// backend tell.
func givenNames(b *config.Backend) []givenName {
	untouched := b.Target.V == "" && len(b.Allow.V)+len(b.Deny.V) == 0 && filters(b) && !recoded(b)
	renamed := func(name string) string {
		if to, ok := b.Mapping.V[name]; ok {
			return root(to)
		}
		return name
	}
	switch e := encoding(b); {
	case b.Group.V != "":
		return []givenName{{name: b.Group.V, field: "group", sure: true}}
	case e == fact.String && untouched:
		if b.Endpoint != nil && renders(b.Endpoint, fact.String) {
			return nil // string-output-multi says it
		}
		field := "encoding"
		if _, ok := b.Mapping.V[fact.ContentKey]; ok {
			field = "mapping"
		}
		return []givenName{{name: renamed(fact.ContentKey), field: field, sure: true}}
	case e == fact.RSS && untouched:
		return []givenName{{name: renamed(fact.FeedItems), field: "encoding", sure: true}}
	case collects(b) && untouched:
		return []givenName{{name: renamed(fact.CollectionKey), field: "is_collection", sure: true, collection: true}}
	case e != fact.JSON && e != fact.XML || b.IsCollection.V || !filters(b) || recoded(b):
		return nil
	}
	var list []givenName
	for _, path := range b.Allow.V {
		if _, renamed := b.Mapping.V[root(path)]; !renamed && path != "" {
			list = append(list, givenName{name: root(path), field: "allow"})
		}
	}
	for from, to := range b.Mapping.V {
		kept := len(b.Allow.V) == 0 || slices.ContainsFunc(b.Allow.V, func(path string) bool { return root(path) == from })
		if kept && !slices.Contains(b.Deny.V, from) && to != "" {
			list = append(list, givenName{name: root(to), field: "mapping"})
		}
	}
	slices.SortFunc(list, func(a, b givenName) int { return cmp.Or(cmp.Compare(a.name, b.name), cmp.Compare(a.field, b.field)) })
	return slices.Compact(list)
}
