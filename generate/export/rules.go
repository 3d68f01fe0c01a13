package export

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// tree is a list of dotted paths; of a whole node everything is meant.
type tree struct {
	whole bool
	sub   map[string]*tree
	names []string
}

// newTree makes a tree of paths. Where one path holds another, the later one
// counts if later is set, else the shorter one.
func newTree(paths []string, later bool) *tree {
	root := &tree{}
	for _, p := range paths {
		t := root
		names := strings.Split(p, ".")
		for i, name := range names {
			if t.sub == nil {
				t.sub = map[string]*tree{}
			}
			next := t.sub[name]
			if next == nil {
				t.names = append(t.names, name)
			}
			last := i == len(names)-1
			if next != nil && next.whole && !later && !last {
				break
			}
			if last || next == nil || next.whole {
				next = &tree{whole: last}
				t.sub[name] = next
			}
			t = next
		}
	}
	return root
}

func (t *tree) allowed(a *answer) *answer {
	kept := &answer{closed: true}
	for _, name := range t.names {
		f := a.get(name)
		if f == nil {
			// What is not declared may come all the same.
			kept.closed = kept.closed && a.closed
			continue
		}
		sub := t.sub[name]
		if sub.whole {
			kept.fields = append(kept.fields, *f)
			continue
		}
		inner, sure, possible := f.value.object()
		if !possible {
			continue
		}
		if inner = sub.allowed(inner); len(inner.fields) > 0 {
			// An object of which nothing is left is left out itself.
			has := slices.ContainsFunc(inner.fields, func(f field) bool { return f.required })
			kept.fields = append(kept.fields, field{name: name, value: value{shaped: inner}, required: f.required && sure && has})
		}
	}
	return kept
}

func (t *tree) denied(a *answer) *answer {
	kept := &answer{open: a.open, rest: a.rest, null: a.null, closed: a.closed}
	for _, f := range a.fields {
		sub := t.sub[f.name]
		if sub == nil {
			kept.fields = append(kept.fields, f)
			continue
		}
		if sub.whole {
			continue
		}
		if inner, sure, possible := f.value.object(); possible {
			f.value = value{shaped: sub.denied(inner)}
			if !sure {
				f.value = value{any: []value{f.value, {ready: notObject()}}}
			}
		}
		kept.fields = append(kept.fields, f)
	}
	return kept
}

// notObject is the schema of everything that is no object.
func notObject() *syntax.Node {
	n := object()
	put(n, "not", ofType("object"))
	return n
}

// rename gives members their new names. A new name ends at its first dot, an
// old one with a dot is never met, and a key renamed to itself is gone.
func (a *answer) rename(mapping map[string]string) *answer {
	names := make([]string, 0, len(mapping))
	for from := range mapping {
		if !strings.Contains(from, ".") {
			names = append(names, from)
		}
	}
	slices.Sort(names)
	var moved []field
	for _, from := range names {
		if f := a.get(from); f != nil {
			g := *f
			g.name, _, _ = strings.Cut(mapping[from], ".")
			if own, ok := mapping[g.name]; ok && own == g.name {
				continue
			}
			moved = append(moved, g)
		}
	}
	c := a.copy()
	c.whole, c.null = nil, a.null
	c.fields = slices.DeleteFunc(c.fields, func(f field) bool {
		_, renamed := mapping[f.name]
		return renamed && !strings.Contains(f.name, ".")
	})
	for _, f := range moved {
		c.set(f)
	}
	return c
}

// set puts a member in: one that is always there takes the place of another of
// its name.
func (a *answer) set(f field) {
	a.whole = nil
	own := a.field(f.name)
	switch {
	case own == nil:
		if a.open && !f.required {
			f.value = value{}
		}
		a.fields = append(a.fields, f)
	case f.required:
		*own = f
	default:
		own.value = disjunction(own.value, f.value)
	}
}
