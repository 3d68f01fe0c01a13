package export

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// answer is what is known of an object that a client gets: the same steps that
// the gateway takes with a body are taken here with its schema.
type answer struct {
	// whole is the schema of the object while nothing has changed it.
	whole  *spec.Schema
	fields []field
	// open says that there may be members besides fields; rest is their schema
	// where the document gives one.
	open bool
	rest *spec.Schema
	null bool // the answer may be null instead
	// closed says that there cannot be other members, as after an allow list.
	closed bool
}

type field struct {
	name     string
	value    value
	required bool
}

// value is one of: a schema of a document, an object that rules have shaped, a
// schema that is ready, or any of several values. The zero value is anything.
type value struct {
	schema *spec.Schema
	shaped *answer
	ready  *syntax.Node
	any    []value
	all    []value
}

// unknown is an answer of which nothing is known but that it is an object.
func unknown() *answer { return &answer{open: true} }

// objectOf reads what a schema says of an object.
func objectOf(s *spec.Schema) *answer {
	a := expand(s, nil)
	a.whole = s
	return a
}

func expand(s *spec.Schema, path []*syntax.Node) *answer {
	s = follow(s)
	if s == nil || s.Node.Kind != syntax.Object || slices.Contains(path, s.Node) || len(path) > maxDepth {
		return unknown()
	}
	path = append(path, s.Node)
	a := &answer{null: s.Kind().Nullable}
	if props := s.Node.Get("properties"); props != nil {
		for _, m := range props.Members() {
			a.fields = append(a.fields, field{name: m.Name, value: value{schema: at(s, m.Value)}})
		}
	}
	switch more := s.Node.Get("additionalProperties"); {
	case more != nil && more.Kind == syntax.Object:
		a.open, a.rest = true, at(s, more)
	case isTrue(more), s.Node.Get("patternProperties") != nil:
		a.open = true
	default:
		a.closed = more != nil
	}
	if list := s.Node.Get("allOf"); list != nil {
		for _, part := range list.Items() {
			a = both(a, expand(at(s, part), path))
		}
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if list := s.Node.Get(key); list != nil {
			a = both(a, alternatives(s, list, path))
		}
	}
	if required := s.Node.Get("required"); required != nil {
		for _, item := range required.Items() {
			if f := a.field(item.Text); f != nil {
				f.required = true
			} else {
				a.fields = append(a.fields, field{name: item.Text, required: true})
			}
		}
	}
	if len(a.fields) == 0 && s.Node.Get("additionalProperties") == nil {
		a.open = true
	}
	return a
}

func alternatives(s *spec.Schema, list *syntax.Node, path []*syntax.Node) *answer {
	var result *answer
	for _, part := range list.Items() {
		p := at(s, part)
		if p.Kind().Body == fact.NullBody {
			continue
		}
		next := expand(p, path)
		if result == nil {
			result = next
		} else {
			result = either(result, next)
		}
	}
	if result == nil {
		return unknown()
	}
	return result
}

func (a *answer) field(name string) *field {
	for i := range a.fields {
		if a.fields[i].name == name {
			return &a.fields[i]
		}
	}
	return nil
}

// get returns what is known of a member, nil where there is none.
func (a *answer) get(name string) *field {
	if f := a.field(name); f != nil {
		return f
	}
	if a.open {
		return &field{name: name, value: value{schema: a.rest}}
	}
	return nil
}

// both is the answer that is as two schemas say together.
func both(a, b *answer) *answer {
	c := &answer{fields: slices.Clone(a.fields), open: a.open || b.open && len(b.fields) > 0, rest: a.rest, null: a.null && b.null}
	if c.rest == nil && b.open {
		c.rest = b.rest
	}
	for _, f := range b.fields {
		if own := c.field(f.name); own != nil {
			own.required = own.required || f.required
			own.value = conjunction(own.value, f.value)
		} else {
			c.fields = append(c.fields, f)
		}
	}
	return c
}

// either is an answer that is as one of two, one does not know which.
func either(a, b *answer) *answer {
	c := &answer{fields: slices.Clone(a.fields), open: a.open || b.open, null: a.null || b.null, closed: a.closed && b.closed}
	for i := range c.fields {
		other := b.field(c.fields[i].name)
		c.fields[i].required = c.fields[i].required && other != nil && other.required
		switch {
		case other != nil:
			c.fields[i].value = disjunction(c.fields[i].value, other.value)
		case b.open:
			c.fields[i].value = value{}
		}
	}
	for _, f := range b.fields {
		if c.field(f.name) != nil {
			continue
		}
		f.required = false
		if a.open {
			f.value = value{}
		}
		c.fields = append(c.fields, f)
	}
	return c
}

func disjunction(a, b value) value { return value{any: append(parts(a.any, a), parts(b.any, b)...)} }

func conjunction(a, b value) value { return value{all: append(parts(a.all, a), parts(b.all, b)...)} }

func parts(list []value, v value) []value {
	if list != nil {
		return slices.Clone(list)
	}
	return []value{v}
}

// object returns what is known of a value that has to be an object to matter.
// sure is false where it may be something else.
func (v value) object() (a *answer, sure, possible bool) {
	switch {
	case v.shaped != nil:
		return v.shaped, true, true
	case v.schema != nil:
		kind := v.schema.Kind()
		switch kind.Body {
		case fact.ObjectBody:
			return objectOf(v.schema), !kind.Nullable, true
		case fact.UnknownBody:
			a := objectOf(v.schema)
			return a, false, true
		}
		return nil, false, false
	}
	return unknown(), false, true
}

// target is the object that stands at a dotted path: nothing where it is
// missing or no object.
func (a *answer) target(path string) *answer {
	if path == "" {
		return a
	}
	sure := true
	for _, name := range strings.Split(path, ".") {
		f := a.get(name)
		if f == nil {
			return &answer{}
		}
		inner, is, possible := f.value.object()
		if !possible {
			return &answer{}
		}
		sure = sure && is && f.required
		a = inner
	}
	if sure {
		return a.copy()
	}
	return a.optional()
}

func (a *answer) copy() *answer {
	c := *a
	c.fields = slices.Clone(a.fields)
	c.null = false
	return &c
}

// optional is the answer with members that may all be missing.
func (a *answer) optional() *answer {
	c := a.copy()
	for i := range c.fields {
		if c.fields[i].required {
			c.fields[i].required, c.whole = false, nil
		}
	}
	return c
}

// merge is the answer of two calls: of equal members the last to arrive counts.
func merge(a, b *answer) *answer {
	c := a.copy()
	c.whole, c.open, c.rest, c.closed = nil, a.open || b.open, nil, a.closed && b.closed
	for i := range c.fields {
		if b.open && b.field(c.fields[i].name) == nil {
			c.fields[i].value = value{}
		}
	}
	for _, f := range b.fields {
		own := c.field(f.name)
		switch {
		case own != nil:
			own.value = disjunction(own.value, f.value)
			own.required = own.required || f.required
		case a.open:
			f.value = value{}
			fallthrough
		default:
			c.fields = append(c.fields, f)
		}
	}
	return c
}
