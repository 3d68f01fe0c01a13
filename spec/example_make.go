package spec

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// holding are schemas that a value has to fit together: those of a reference,
// the parts of allOf, and of alternatives the one that was taken.
type holding struct {
	schemas []*Schema
	// fixed are properties that tell alternatives apart, with the value of the one
	// that was taken.
	fixed map[string]string
}

// make writes a value that fits schemas together.
func (e *example) make(together []*Schema, depth int) {
	h := &holding{fixed: map[string]string{}}
	for _, s := range together {
		e.gather(h, s, 0)
	}
	if v := h.declared(together); v != nil {
		e.node(v, 0)
		return
	}
	name := h.typeName()
	if len(h.schemas) == 0 || name == "" {
		e.b.WriteString("null")
		return
	}
	if depth > 2*maxExampleDepth || e.b.Len() > maxExampleBytes {
		e.b.WriteString(smallest(name))
		return
	}
	before := len(e.path)
	for _, s := range h.schemas {
		e.path = append(e.path, s.Node)
	}
	defer func() { e.path = e.path[:before] }()
	switch name {
	case "object":
		e.object(h, depth)
	case "array":
		e.array(h, depth)
	case "integer", "number":
		e.number(h, name == "integer")
	case "boolean":
		e.b.WriteString("true")
	case "null":
		e.b.WriteString("null")
	default:
		e.str(h)
	}
}

// smallest is the value of a type that stands where there is no room.
func smallest(name string) string {
	switch name {
	case "object":
		return "{}"
	case "array":
		return "[]"
	case "integer", "number":
		return "0"
	case "boolean":
		return "true"
	case "null":
		return "null"
	}
	return `""`
}

// gather adds a schema with all that holds beside it.
func (e *example) gather(h *holding, s *Schema, depth int) {
	s, err := s.deref()
	if err != nil || s == nil || s.Node == nil || s.Node.Kind != syntax.Object || depth > maxSchemaDepth {
		return
	}
	if slices.ContainsFunc(h.schemas, func(other *Schema) bool { return other.Node == s.Node }) {
		return
	}
	h.schemas = append(h.schemas, s)
	for _, part := range itemsOf(s.Node, "allOf") {
		e.gather(h, s.at(part), depth+1)
	}
	for _, key := range []string{"oneOf", "anyOf"} {
		if part := e.alternative(s, key); part != nil {
			h.discriminate(s, part)
			e.gather(h, part, depth+1)
		}
	}
}

// alternative takes the first of oneOf or anyOf that is no null and does not
// lead back to what is being written; only null is better than nothing. Of
// oneOf it takes one whose values fit no other, where there is one.
func (e *example) alternative(s *Schema, key string) *Schema {
	own := s.Node.Get("type").Str()
	var good []*Schema
	var second *Schema
	for _, item := range itemsOf(s.Node, key) {
		part := s.at(item)
		target, err := part.deref()
		if err != nil || target == nil || target.Node == nil {
			continue
		}
		t := target.Node.Get("type").Str()
		switch {
		case e.open(target.Node), t == "null", own != "" && t != "" && t != own:
			if second == nil && !e.open(target.Node) {
				second = part
			}
		default:
			good = append(good, part)
		}
	}
	switch {
	case len(good) == 0:
		return second
	case key == "anyOf" || len(good) == 1 || e.trial || len(good) > maxTrials:
		return good[0]
	}
	for _, part := range good {
		if e.unlike(part, good) {
			return part
		}
	}
	return good[0]
}

// maxTrials bounds how many alternatives are tried.
const maxTrials = 16

// unlike reports whether the value that an alternative gives fits no other.
func (e *example) unlike(part *Schema, all []*Schema) bool {
	t := &example{path: slices.Clone(e.path), trial: true}
	t.make([]*Schema{part}, maxExampleDepth/2)
	v, _ := syntax.ParseJSON(syntax.NewSource("", []byte(t.b.String())))
	if v == nil {
		return false
	}
	return !slices.ContainsFunc(all, func(other *Schema) bool { return other != part && other.accepts(v, 0) })
}

// discriminate notes the value of the property that tells alternatives apart.
func (h *holding) discriminate(s, part *Schema) {
	d := s.Node.Get("discriminator")
	name, ref := d.Get("propertyName").Str(), part.Node.Get("$ref").Str()
	if name == "" || ref == "" {
		return
	}
	if mapping := d.Get("mapping"); mapping != nil {
		for _, m := range mapping.Members() {
			if m.Value.Str() == ref || m.Value.Str() == ref[strings.LastIndexByte(ref, '/')+1:] {
				h.fixed[name] = m.Name
				return
			}
		}
	}
	h.fixed[name] = ref[strings.LastIndexByte(ref, '/')+1:]
}

// first is the first value of a keyword.
func (h *holding) first(key string) *syntax.Node {
	for _, s := range h.schemas {
		if n := s.Node.Get(key); n != nil {
			return n
		}
	}
	return nil
}

// declared is a value that the document gives and all schemas accept, nil for
// none.
func (h *holding) declared(together []*Schema) *syntax.Node {
	fits := func(n *syntax.Node) bool {
		return !slices.ContainsFunc(together, func(s *Schema) bool { return !s.accepts(n, 0) })
	}
	for _, key := range []string{"example", "default", "const"} {
		for _, s := range h.schemas {
			if n := s.Node.Get(key); n != nil && fits(n) {
				return n
			}
		}
	}
	for _, key := range []string{"examples", "enum"} {
		for _, s := range h.schemas {
			for _, n := range itemsOf(s.Node, key) {
				if n.Kind != syntax.Null && fits(n) {
					return n
				}
			}
		}
	}
	return nil
}

// keywords tell the type of a schema that has none.
var keywords = []struct{ key, name string }{
	{"properties", "object"}, {"additionalProperties", "object"}, {"patternProperties", "object"}, {"required", "object"},
	{"minProperties", "object"}, {"items", "array"}, {"prefixItems", "array"}, {"minItems", "array"}, {"pattern", "string"},
	{"minLength", "string"}, {"maxLength", "string"}, {"format", "string"}, {"minimum", "number"}, {"maximum", "number"}, {"multipleOf", "number"},
}

// typeName is the type of a value, "" where nothing tells. An integer is a
// number, too.
func (h *holding) typeName() string {
	found := ""
	for _, s := range h.schemas {
		t := s.Node.Get("type")
		name := t.Str()
		for _, item := range itemsOf(s.Node, "type") {
			if name == "" || name == "null" {
				name = item.Str()
			}
		}
		if found == "" || found == "number" && name == "integer" {
			found = name
		}
	}
	if found != "" {
		return found
	}
	for _, k := range keywords {
		if h.first(k.key) != nil {
			return k.name
		}
	}
	return ""
}

// open reports whether a schema is being written already.
func (e *example) open(n *syntax.Node) bool { return slices.Contains(e.path, n) }

// contains reports whether a value of the schema would lead back to what is
// being written.
func (e *example) contains(s *Schema) bool {
	s, err := s.deref()
	return err != nil || s == nil || s.Node != nil && e.open(s.Node)
}

func (e *example) object(h *holding, depth int) {
	names, props := h.properties()
	count := 0
	e.b.WriteByte('{')
	add := func(name string, write func()) {
		if count++; count > 1 {
			e.b.WriteByte(',')
		}
		e.text(name)
		e.b.WriteByte(':')
		write()
	}
	for _, name := range names {
		schemas := props[name]
		required := h.required(name)
		if !required && (h.forbidden(name) || depth >= maxExampleDepth-2 || e.b.Len() > maxExampleBytes/2 || slices.ContainsFunc(schemas, e.contains)) {
			continue
		}
		value := h.fixed[name]
		switch {
		case value != "" && !slices.ContainsFunc(schemas, func(s *Schema) bool { return !s.accepts(&syntax.Node{Kind: syntax.String, Text: value}, 0) }):
			add(name, func() { e.text(value) })
		case slices.ContainsFunc(schemas, e.contains):
			add(name, func() { e.b.WriteString(smallestOf(schemas)) })
		default:
			add(name, func() { e.make(schemas, depth+1) })
		}
	}
	least := h.count("minProperties")
	if more := h.additional(); more != nil && !e.contains(more) && (count == 0 || count < least) {
		for i := count; i < max(least, 1); i++ {
			name := "key"
			if i > 0 {
				name += strconv.Itoa(i + 1)
			}
			add(name, func() { e.make([]*Schema{more}, depth+1) })
		}
	}
	e.b.WriteByte('}')
}

// smallestOf is what stands for a value that cannot be written without end.
func smallestOf(schemas []*Schema) string {
	for _, s := range schemas {
		if kind := s.Kind(); kind.Nullable {
			return "null"
		}
	}
	h := &holding{}
	(&example{}).gather(h, schemas[0], 0)
	return smallest(h.typeName())
}

// properties are those of all schemas, in their order, each with all that is
// said of it. What is required and declared nowhere has any value.
func (h *holding) properties() (names []string, props map[string][]*Schema) {
	props = map[string][]*Schema{}
	add := func(name string, s *Schema) {
		if _, ok := props[name]; !ok {
			names = append(names, name)
		}
		props[name] = append(props[name], s)
	}
	for _, s := range h.schemas {
		if list := s.Node.Get("properties"); list != nil {
			for _, m := range list.Members() {
				if m.Value != nil {
					add(m.Name, s.at(m.Value))
				}
			}
		}
	}
	for _, s := range h.schemas {
		for _, name := range itemsOf(s.Node, "required") {
			if _, ok := props[name.Str()]; ok || name.Str() == "" {
				continue
			}
			any := &Schema{Node: &syntax.Node{Kind: syntax.Object}}
			if more := h.additional(); more != nil {
				any = more
			}
			add(name.Str(), any)
		}
	}
	return names, props
}

func (h *holding) required(name string) bool {
	return slices.ContainsFunc(h.schemas, func(s *Schema) bool {
		return slices.ContainsFunc(itemsOf(s.Node, "required"), func(n *syntax.Node) bool { return n.Str() == name })
	})
}

// forbidden reports whether a schema has no room for a property that another
// one declares.
func (h *holding) forbidden(name string) bool {
	return slices.ContainsFunc(h.schemas, func(s *Schema) bool {
		more := s.Node.Get("additionalProperties")
		return more != nil && more.Text == "false" && more.Kind == syntax.Bool && s.Node.Get("properties").Get(name) == nil && s.Node.Get("patternProperties") == nil
	})
}

// additional is the schema of properties that are not declared, nil where none
// is given.
func (h *holding) additional() *Schema {
	for _, s := range h.schemas {
		if more := s.Node.Get("additionalProperties"); more != nil && more.Kind == syntax.Object {
			return s.at(more)
		}
	}
	return nil
}

// count is the largest value of a keyword that bounds from below.
func (h *holding) count(key string) int {
	n := 0
	for _, s := range h.schemas {
		if v, ok := intOf(s.Node, key); ok {
			n = max(n, v)
		}
	}
	return n
}

func (e *example) array(h *holding, depth int) {
	var items []*Schema
	for _, s := range h.schemas {
		if n := s.Node.Get("items"); n != nil {
			items = append(items, s.at(n))
		}
	}
	least := h.count("minItems")
	e.b.WriteByte('[')
	var first []*syntax.Node
	if n := h.first("prefixItems"); n != nil {
		first = n.Items()
	}
	most := math.MaxInt
	if n := h.first("maxItems"); n != nil {
		if v, err := strconv.Atoi(n.Text); err == nil {
			most = v
		}
	}
	want := max(least, len(first))
	if want == 0 && len(items) > 0 && depth < maxExampleDepth {
		want = 1
	}
	if slices.ContainsFunc(items, e.contains) && least == 0 {
		want = len(first)
	}
	for i := range min(want, most, maxExampleItems) {
		if i > 0 {
			e.b.WriteByte(',')
		}
		switch {
		case i < len(first):
			e.make([]*Schema{h.schemas[0].at(first[i])}, depth+1)
		case len(items) == 0:
			e.b.WriteString("null")
		default:
			e.make(items, depth+1)
		}
	}
	e.b.WriteByte(']')
}

// maxExampleItems bounds the elements of a made-up list.
const maxExampleItems = 100
