package rule

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

var mappingCollision = Rule{
	ID:       "mapping-collision",
	Severity: diag.Warning,
	Effect:   diag.Wrong,
	Summary:  "Checks that a mapping gives each field a name of its own.",
	Why:      `Two fields that get one name overwrite each other in random order, and a field that gets the name of another one of the answer overwrites it.`,
	Fix:      "give them different names",
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "backend": [
        {
          "host": ["http://backend:8080"],
          "url_pattern": "/users",
          "mapping": {"a": "c", "b": "c"}
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
          "mapping": {"a": "c", "b": "d"}
        }
      ]
    }
  ]
}
`,
	NoProof: "the answer is random",
	Backend: checkMappingCollision,
}

func checkMappingCollision(p *Pass, b *config.Backend) {
	seen := map[string]string{}
	if passesThrough(b) || !filters(b) || collects(b) {
		return
	}
	m := b.Member("mapping")
	if m == nil || m.Value == nil {
		return
	}
	for _, entry := range m.Value.Members() {
		pointer := syntax.Join(b.Field(m.Name), entry.Name)
		to := root(entry.Value.Str())
		if first, ok := seen[to]; ok {
			p.reportAt(entry.Span(), pointer, "%q gets the name %q, which %q has already", entry.Name, to, first)
		}
		seen[to] = entry.Name
		if _, moved := b.Mapping.V[to]; !moved && to != entry.Name && slices.Contains(b.Allow.V, to) && keeps(b, entry.Name) {
			p.reportAt(entry.Span(), pointer, "%q gets the name %q, which \"allow\" keeps too: one overwrites the other", entry.Name, to)
			continue
		}
		p.mappedOnto(b, entry, pointer, to)
	}
}

// mappedOnto reports a new name that a field of the answer has, which neither a
// filter nor another entry of the mapping takes out of the way.
func (p *Pass) mappedOnto(b *config.Backend, entry syntax.Member, pointer, to string) {
	from := entry.Name
	if _, moved := b.Mapping.V[to]; moved || to == from || b.Target.V != "" || encoding(b) != fact.JSON || p.unjudged(b) || !keeps(b, from) || !keeps(b, to) {
		return
	}
	a, ok := p.answering(b, fact.ObjectBody)
	if !ok || len(p.successes(b)) != 1 || !p.answersKey(b, to) || !p.answersKey(b, from) {
		return
	}
	f := p.reportAt(entry.Span(), pointer, "%q gets the name %q, which %s answers too: one overwrites the other", from, to, p.who(b))
	p.relate(f, b, a)
}

// keeps reports whether allow and deny let a first name pass.
func keeps(b *config.Backend, name string) bool {
	if len(b.Allow.V) > 0 {
		return slices.ContainsFunc(b.Allow.V, func(path string) bool { return root(path) == name })
	}
	return !slices.Contains(b.Deny.V, name)
}
