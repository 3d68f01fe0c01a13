package spec

import (
	"encoding/json"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// bounds of a made-up value.
const (
	maxExampleDepth = 8
	maxExampleBytes = 256 << 10
	maxYAMLDepth    = 200
)

// Example returns a value of the schema as JSON: the document's own example or
// default where it has one, else one made from types, formats and bounds. It
// is the same for the same document, and of bounded size; parts of a schema
// that contain themselves end with an empty list, or are left out.
func (s *Schema) Example() []byte {
	e := &example{}
	e.schema(s, 0)
	if !json.Valid([]byte(e.b.String())) {
		return []byte("null")
	}
	return []byte(e.b.String())
}

// Sample returns a body of the media type: the document's example, else one
// made from its schema. Text types get plain text.
func (m *Media) Sample() []byte {
	class := ClassOf(m.Type)
	if m.Example != nil && m.agrees(class) {
		if m.Example.Kind == syntax.String && class != JSONMedia && class != AnyMedia {
			return []byte(m.Example.Text)
		}
		return jsonText(m.Example)
	}
	switch class {
	case JSONMedia, AnyMedia:
		if m.Schema == nil {
			return []byte("{}")
		}
		return m.Schema.Example()
	case SequenceMedia:
		return append(m.Schema.Example(), '\n')
	case XMLMedia:
		return []byte("<?xml version=\"1.0\"?>\n<example/>\n")
	case HTMLMedia:
		return []byte("<!DOCTYPE html>\n<title>example</title>\n")
	case EventMedia:
		return []byte("data: example\n\n")
	}
	return []byte("example\n")
}

// agrees reports whether the example is of the kind that the schema promises;
// examples are often left behind when a schema changes.
func (m *Media) agrees(class MediaClass) bool {
	if class != JSONMedia && class != AnyMedia {
		return true
	}
	kind := m.Schema.Kind()
	body := bodyOfValue(m.Example)
	return kind.Body == fact.UnknownBody || body == kind.Body || body == fact.NullBody && kind.Nullable
}

// jsonText writes a node as JSON, whatever format it was read from.
func jsonText(n *syntax.Node) []byte {
	e := &example{}
	e.node(n, 0)
	return []byte(e.b.String())
}

type example struct {
	b    strings.Builder
	path []*syntax.Node
}

func (e *example) text(s string) {
	data, err := json.Marshal(s)
	if err != nil {
		data = []byte(`""`)
	}
	e.b.Write(data)
}

// node writes a value of the document.
func (e *example) node(n *syntax.Node, depth int) {
	if n == nil || depth > maxYAMLDepth || e.b.Len() > maxExampleBytes {
		e.b.WriteString("null")
		return
	}
	switch n.Kind {
	case syntax.String:
		e.text(n.Text)
	case syntax.Number, syntax.Bool:
		e.b.WriteString(n.Text)
	case syntax.Array:
		e.b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				e.b.WriteByte(',')
			}
			e.node(item, depth+1)
		}
		e.b.WriteByte(']')
	case syntax.Object:
		e.b.WriteByte('{')
		for i, m := range n.Members {
			if i > 0 {
				e.b.WriteByte(',')
			}
			e.text(m.Name)
			e.b.WriteByte(':')
			e.node(m.Value, depth+1)
		}
		e.b.WriteByte('}')
	default:
		e.b.WriteString("null")
	}
}

// schema writes a value of a schema.
func (e *example) schema(s *Schema, depth int) {
	s, err := s.deref()
	if err != nil || s == nil || s.Node == nil || s.Node.Kind != syntax.Object || depth > maxExampleDepth || e.b.Len() > maxExampleBytes {
		e.b.WriteString("null")
		return
	}
	for _, key := range []string{"example", "default", "const"} {
		if n := s.Node.Get(key); n != nil {
			e.node(n, 0)
			return
		}
	}
	for _, key := range []string{"examples", "enum"} {
		if n := s.Node.Get(key); n != nil && len(n.Items) > 0 {
			e.node(n.Items[0], 0)
			return
		}
	}
	if e.open(s.Node) {
		e.b.WriteString("null")
		return
	}
	e.path = append(e.path, s.Node)
	defer func() { e.path = e.path[:len(e.path)-1] }()
	switch s.Kind().Body {
	case fact.ObjectBody:
		e.object(s, depth)
	case fact.ArrayBody:
		e.array(s, depth)
	case fact.ScalarBody:
		e.scalar(s, depth)
	default:
		if part := s.firstPart(); part != nil {
			e.schema(part, depth+1)
			return
		}
		e.b.WriteString("null")
	}
}

// open reports whether a schema is being written already.
func (e *example) open(n *syntax.Node) bool {
	for _, p := range e.path {
		if p == n {
			return true
		}
	}
	return false
}

// contains reports whether a value of the schema would lead back to what is
// being written.
func (e *example) contains(s *Schema) bool {
	s, err := s.deref()
	return err != nil || s == nil || s.Node != nil && e.open(s.Node)
}

func (e *example) object(s *Schema, depth int) {
	props, _ := s.Properties()
	e.b.WriteByte('{')
	first := true
	for _, p := range props {
		if e.contains(p.Schema) || !p.Required && (depth >= maxExampleDepth-2 || e.b.Len() > maxExampleBytes/2) {
			continue
		}
		if !first {
			e.b.WriteByte(',')
		}
		first = false
		e.text(p.Name)
		e.b.WriteByte(':')
		e.schema(p.Schema, depth+1)
	}
	if more := s.Node.Get("additionalProperties"); first && more != nil && more.Kind == syntax.Object && !e.contains(s.at(more)) {
		e.b.WriteString(`"key":`)
		e.schema(s.at(more), depth+1)
	}
	e.b.WriteByte('}')
}

func (e *example) array(s *Schema, depth int) {
	items := s.items()
	e.b.WriteByte('[')
	if items != nil && !e.contains(items) && depth < maxExampleDepth {
		e.schema(items, depth+1)
	}
	e.b.WriteByte(']')
}

// firstPart is the first alternative or part of a schema that says what it is.
func (s *Schema) firstPart() *Schema {
	for _, key := range []string{"oneOf", "anyOf", "allOf"} {
		list := s.Node.Get(key)
		if list == nil {
			continue
		}
		for _, item := range list.Items {
			part := s.at(item)
			if k := part.Kind(); k.Err == nil && k.Body != fact.NullBody && (k.Body != fact.UnknownBody || k.Mixed) {
				return part
			}
		}
	}
	return nil
}

var formats = map[string]string{
	"date-time": "2024-01-31T12:00:00Z",
	"date":      "2024-01-31",
	"time":      "12:00:00Z",
	"duration":  "PT1H",
	"uuid":      "3fa85f64-5717-4562-b3fc-2c963f66afa6",
	"email":     "user@example.com",
	"uri":       "https://example.com",
	"url":       "https://example.com",
	"hostname":  "example.com",
	"ipv4":      "192.0.2.1",
	"ipv6":      "2001:db8::1",
	"byte":      "ZXhhbXBsZQ==",
}

func (e *example) scalar(s *Schema, depth int) {
	name := s.Node.Get("type").Str()
	if list := s.Node.Get("type"); list != nil && list.Kind == syntax.Array {
		for _, item := range list.Items {
			if item.Text != "null" {
				name = item.Text
				break
			}
		}
	}
	switch name {
	case "integer", "number":
		e.number(s)
	case "boolean":
		e.b.WriteString("true")
	case "string", "file":
		e.str(s)
	default:
		if part := s.firstPart(); part != nil {
			e.schema(part, depth+1)
			return
		}
		e.text("string")
	}
}

// number is 1, or what the bounds allow.
func (e *example) number(s *Schema) {
	value := 1.0
	read := func(key string) (float64, bool) {
		n := s.Node.Get(key)
		if n == nil || n.Kind != syntax.Number {
			return 0, false
		}
		f, err := strconv.ParseFloat(n.Text, 64)
		return f, err == nil
	}
	if low, ok := read("minimum"); ok && value < low {
		value = low
	}
	if low, ok := read("exclusiveMinimum"); ok && value <= low {
		value = low + 1
	}
	if high, ok := read("maximum"); ok && value > high {
		value = high
	}
	if step, ok := read("multipleOf"); ok && step > 0 && value < step {
		value = step
	}
	e.b.WriteString(strconv.FormatFloat(value, 'f', -1, 64))
}

func (e *example) str(s *Schema) {
	text, ok := formats[s.Node.Get("format").Str()]
	if !ok {
		text = "string"
	}
	if n := s.Node.Get("minLength"); n != nil {
		if length, err := strconv.Atoi(n.Text); err == nil && length > len(text) && length <= 4096 {
			text += strings.Repeat("x", length-len(text))
		}
	}
	if n := s.Node.Get("maxLength"); n != nil && !ok {
		if length, err := strconv.Atoi(n.Text); err == nil && length >= 0 && length < len(text) {
			text = text[:length]
		}
	}
	e.text(text)
}
