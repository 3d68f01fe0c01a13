package spec

import (
	"regexp"
	"slices"
	"strconv"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// accepts reports whether a value of the document is as the schema says, in all
// that examples usually get wrong: types, required and unknown properties,
// elements, values, bounds and patterns. What it cannot judge it accepts.
func (s *Schema) accepts(v *syntax.Node, depth int) bool {
	s, err := s.deref()
	if err != nil || s == nil || s.Node == nil || s.Node.Kind != syntax.Object || depth > maxSchemaDepth {
		return true
	}
	n := s.Node
	if v.Kind == syntax.Null && (isTrue(n.Get("nullable")) || isTrue(n.Get("x-nullable"))) {
		return true
	}
	if !typed(n, v) || !listed(n, v) {
		return false
	}
	for _, part := range itemsOf(n, "allOf") {
		if !s.at(part).accepts(v, depth+1) {
			return false
		}
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		parts := itemsOf(n, key)
		if len(parts) > 0 && !slices.ContainsFunc(parts, func(part *syntax.Node) bool { return s.at(part).accepts(v, depth+1) }) {
			return false
		}
	}
	switch v.Kind {
	case syntax.Object:
		return s.acceptsObject(v, depth)
	case syntax.Array:
		return s.acceptsArray(v, depth)
	case syntax.String:
		return acceptsText(n, v.Text)
	case syntax.Number:
		return acceptsNumber(n, v.Text)
	}
	return true
}

func itemsOf(n *syntax.Node, key string) []*syntax.Node {
	if list := n.Get(key); list != nil {
		return list.Items()
	}
	return nil
}

// typed reports whether a value has one of the types.
func typed(n, v *syntax.Node) bool {
	t := n.Get("type")
	if t == nil {
		return true
	}
	names := t.Items()
	if t.Kind == syntax.String {
		names = []*syntax.Node{t}
	}
	return len(names) == 0 || slices.ContainsFunc(names, func(name *syntax.Node) bool {
		switch name.Str() {
		case "string", "file":
			return v.Kind == syntax.String
		case "boolean":
			return v.Kind == syntax.Bool
		case "number":
			return v.Kind == syntax.Number
		case "integer":
			f, err := strconv.ParseFloat(v.Text, 64)
			return v.Kind == syntax.Number && err == nil && f == float64(int64(f))
		}
		body := bodyOfType(name.Str())
		return body == fact.UnknownBody || body == bodyOfValue(v)
	})
}

// listed reports whether a value is among those of enum and const.
func listed(n, v *syntax.Node) bool {
	if c := n.Get("const"); c != nil && !equal(c, v) {
		return false
	}
	values := itemsOf(n, "enum")
	return len(values) == 0 || slices.ContainsFunc(values, func(one *syntax.Node) bool { return equal(one, v) })
}

func (s *Schema) acceptsObject(v *syntax.Node, depth int) bool {
	n := s.Node
	for _, name := range itemsOf(n, "required") {
		if v.Get(name.Str()) == nil {
			return false
		}
	}
	props, more := n.Get("properties"), n.Get("additionalProperties")
	for _, m := range v.Members() {
		switch p := props.Get(m.Name); {
		case p != nil:
			if !s.at(p).accepts(m.Value, depth+1) {
				return false
			}
		case more == nil || n.Get("patternProperties") != nil:
		case more.Kind == syntax.Bool && more.Text == "false":
			return false
		case !s.at(more).accepts(m.Value, depth+1):
			return false
		}
	}
	return within(n, "minProperties", "maxProperties", len(v.Members()))
}

func (s *Schema) acceptsArray(v *syntax.Node, depth int) bool {
	items := s.Node.Get("items")
	if items != nil && items.Kind == syntax.Object && s.Node.Get("prefixItems") == nil {
		for _, item := range v.Items() {
			if !s.at(items).accepts(item, depth+1) {
				return false
			}
		}
	}
	return within(s.Node, "minItems", "maxItems", len(v.Items()))
}

func acceptsText(n *syntax.Node, text string) bool {
	if p := n.Get("pattern"); p != nil {
		if re, err := regexp.Compile(p.Str()); err == nil && !re.MatchString(text) {
			return false
		}
	}
	return within(n, "minLength", "maxLength", utf8.RuneCountInString(text))
}

// within reports whether a count keeps its bounds.
func within(n *syntax.Node, low, high string, count int) bool {
	if v, ok := intOf(n, low); ok && count < v {
		return false
	}
	v, ok := intOf(n, high)
	return !ok || count <= v
}

func intOf(n *syntax.Node, key string) (int, bool) {
	v := n.Get(key)
	if v == nil || v.Kind != syntax.Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	return int(f), err == nil
}

func floatOf(n *syntax.Node, key string) (float64, bool) {
	v := n.Get(key)
	if v == nil || v.Kind != syntax.Number {
		return 0, false
	}
	f, err := strconv.ParseFloat(v.Text, 64)
	return f, err == nil
}

func acceptsNumber(n *syntax.Node, text string) bool {
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return true
	}
	b := boundsOf(n)
	switch {
	case b.low != nil && (f < *b.low || b.openLow && f == *b.low):
		return false
	case b.high != nil && (f > *b.high || b.openHigh && f == *b.high):
		return false
	}
	return true
}

// bounds are those of a number; an open one is not itself allowed.
type bounds struct {
	low, high         *float64
	openLow, openHigh bool
}

// boundsOf reads bounds in the form of OpenAPI 3.0, where exclusive is a flag,
// and in that of JSON Schema, where it is a number.
func boundsOf(n *syntax.Node) bounds {
	var b bounds
	if f, ok := floatOf(n, "minimum"); ok {
		b.low, b.openLow = &f, isTrue(n.Get("exclusiveMinimum"))
	}
	if f, ok := floatOf(n, "exclusiveMinimum"); ok && (b.low == nil || f >= *b.low) {
		b.low, b.openLow = &f, true
	}
	if f, ok := floatOf(n, "maximum"); ok {
		b.high, b.openHigh = &f, isTrue(n.Get("exclusiveMaximum"))
	}
	if f, ok := floatOf(n, "exclusiveMaximum"); ok && (b.high == nil || f <= *b.high) {
		b.high, b.openHigh = &f, true
	}
	return b
}
