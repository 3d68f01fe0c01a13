package lint

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// maxPreviewDepth bounds how deep a preview looks: schemas may hold themselves.
const maxPreviewDepth = 6

func unknown() *Value { return &Value{Body: fact.UnknownBody, Type: "any"} }

// opaque is an object of which nothing is known.
func opaque(v *Value) *Value {
	return &Value{Body: fact.ObjectBody, Type: "object", Open: true, From: v.From}
}

func object(members ...Member) *Value {
	return &Value{Body: fact.ObjectBody, Type: "object", Members: members}
}

func (v *Value) get(name string) *Value {
	if i := v.index(name); i >= 0 {
		return v.Members[i].Value
	}
	return nil
}

func (v *Value) index(name string) int {
	return slices.IndexFunc(v.Members, func(m Member) bool { return m.Name == name })
}

// set puts a member in the place of the one of its name, or at the end.
func (v *Value) set(m Member) {
	if i := v.index(m.Name); i >= 0 {
		v.Members[i] = m
		return
	}
	v.Members = append(v.Members, m)
}

// valueOf is what a schema describes.
func valueOf(s *spec.Schema, depth int) *Value {
	kind := s.Kind()
	v := &Value{Body: kind.Body, Type: typeName(s, kind.Body), From: spanOf(s)}
	if kind.Err != nil || kind.Mixed || depth >= maxPreviewDepth {
		v.Open = kind.Body == fact.ObjectBody
		return v
	}
	switch kind.Body {
	case fact.ObjectBody:
		var properties []spec.Property
		properties, v.Open = s.Properties()
		for _, p := range properties {
			m := Member{Name: p.Name, Value: valueOf(p.Schema, depth+1), Optional: !p.Required}
			m.Value.From = p.Span
			v.Members = append(v.Members, m)
		}
	case fact.ArrayBody:
		if items := itemsOf(s); items != nil {
			v.Items = valueOf(items, depth+1)
		}
	}
	return v
}

func spanOf(s *spec.Schema) syntax.Span {
	if s == nil || s.Node == nil {
		return syntax.Span{}
	}
	return s.Node.Span
}

// typeName is the word for a kind, with the type of a single value as the
// document writes it.
func typeName(s *spec.Schema, body fact.Body) string {
	switch body {
	case fact.ObjectBody:
		return "object"
	case fact.ArrayBody:
		return "list"
	case fact.NullBody:
		return "null"
	case fact.ScalarBody:
		if n := behind(s); n != nil && n.Get("type").Str() != "" {
			return n.Get("type").Str()
		}
		return "value"
	}
	return "any"
}

// behind is the node that the references at the start of a schema lead to; nil
// where they lead nowhere.
func behind(s *spec.Schema) *syntax.Node {
	n := s.Node
	for range maxPreviewDepth {
		ref := n.Get("$ref")
		if ref == nil {
			return n
		}
		if s.Resolve == nil {
			return nil
		}
		to, err := s.Resolve(ref)
		if err != nil {
			return nil
		}
		n = to
	}
	return nil
}

func itemsOf(s *spec.Schema) *spec.Schema {
	items := behind(s).Get("items")
	if items == nil || items.Kind != syntax.Object {
		return nil
	}
	return &spec.Schema{Node: items, Resolve: s.Resolve}
}

// shaped is an answer after target, filters, mapping and group.
func (p *Preview) shaped(b *config.Backend, v *Value) *Value {
	if b.Target.V != "" {
		v = p.target(b, v)
	}
	switch {
	case b.Extra.Get("proxy").Get("flatmap_filter") != nil:
		p.note(b, "the flatmap_filter moves fields, and switches allow, deny and mapping off")
		v = opaque(v)
	case len(b.Allow.V) > 0:
		v = mapped(paths(b.Allow.V, true).allowed(v), b.Mapping.V)
	case len(b.Deny.V) > 0:
		v = mapped(paths(b.Deny.V, false).denied(v), b.Mapping.V)
	default:
		v = mapped(v, b.Mapping.V)
	}
	if b.Group.V != "" {
		v = object(Member{Name: b.Group.V, Value: v})
	}
	return v
}

// target takes a part out of an answer: nothing where it is no object.
func (p *Preview) target(b *config.Backend, v *Value) *Value {
	for _, key := range strings.Split(b.Target.V, ".") {
		inner := v.get(key)
		switch {
		case inner == nil && v.Open, inner != nil && inner.Body == fact.UnknownBody:
			return opaque(v)
		case inner == nil || inner.Body != fact.ObjectBody:
			p.note(b, "the target %q is no object of the answer: nothing is left", b.Target.V)
			return object()
		}
		v = inner
	}
	return v
}

// pathTree is a filter: dotted paths as a tree. Of a whole node everything is
// meant.
type pathTree struct {
	whole bool
	sub   map[string]*pathTree
}

// paths makes the tree. Where one path holds another the later one counts if
// later is set, else the shorter one.
func paths(list []string, later bool) *pathTree {
	root := &pathTree{sub: map[string]*pathTree{}}
	for _, path := range list {
		t := root
		keys := strings.Split(path, ".")
		for i, key := range keys {
			next := t.sub[key]
			last := i == len(keys)-1
			if next != nil && next.whole && !last && !later {
				break
			}
			if last || next == nil || next.whole {
				next = &pathTree{whole: last, sub: map[string]*pathTree{}}
				t.sub[key] = next
			}
			t = next
		}
	}
	return root
}

func (t *pathTree) allowed(v *Value) *Value {
	kept := &Value{Body: v.Body, Type: v.Type, From: v.From}
	for _, m := range v.Members {
		switch sub := t.sub[m.Name]; {
		case sub == nil:
		case sub.whole, m.Value.Body == fact.UnknownBody:
			kept.Members = append(kept.Members, m)
		case m.Value.Body == fact.ObjectBody:
			m.Value = sub.allowed(m.Value)
			if len(m.Value.Members) > 0 {
				kept.Members = append(kept.Members, m)
			}
		}
	}
	if v.Open {
		// What the document does not name may be there all the same.
		for key := range t.sub {
			if v.index(key) < 0 {
				kept.Members = append(kept.Members, Member{Name: key, Value: unknown(), Optional: true})
			}
		}
		slices.SortFunc(kept.Members, func(a, b Member) int { return strings.Compare(a.Name, b.Name) })
	}
	return kept
}

func (t *pathTree) denied(v *Value) *Value {
	kept := &Value{Body: v.Body, Type: v.Type, Open: v.Open, From: v.From}
	for _, m := range v.Members {
		switch sub := t.sub[m.Name]; {
		case sub == nil:
		case sub.whole:
			continue
		case m.Value.Body == fact.ObjectBody:
			m.Value = sub.denied(m.Value)
		}
		kept.Members = append(kept.Members, m)
	}
	return kept
}

// mapped renames the keys at the root. A new name ends at its first dot, an old
// one with a dot is never met, and a key renamed to itself is gone.
func mapped(v *Value, mapping map[string]string) *Value {
	if len(mapping) == 0 {
		return v
	}
	out := &Value{Body: v.Body, Type: v.Type, Open: v.Open, From: v.From}
	var moved []Member
	for _, m := range v.Members {
		to, renamed := mapping[m.Name]
		if !renamed || strings.Contains(m.Name, ".") {
			out.Members = append(out.Members, m)
			continue
		}
		to, _, _ = strings.Cut(to, ".")
		if self := mapping[to]; self != to {
			m.Name = to
			moved = append(moved, m)
		}
	}
	for _, m := range moved {
		out.set(m)
	}
	return out
}
