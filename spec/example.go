package spec

import (
	"encoding/json"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// bounds of a made-up value.
const (
	maxExampleDepth = 8
	maxExampleBytes = 256 << 10
	maxYAMLDepth    = 200
)

// Example returns a value of the schema as JSON: the document's own example or
// default where it has one that the schema accepts, else one made from types,
// formats, patterns and bounds. Of alternatives the first that can be taken is.
// It is the same for the same document, and of bounded size; parts of a schema
// that contain themselves end with an empty list, or are left out.
func (s *Schema) Example() []byte {
	e := &example{}
	e.make([]*Schema{s}, 0)
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

// Sample returns a value of the parameter as JSON: the document's example, else
// one made from its schema.
func (p *Param) Sample() []byte {
	if p.Example != nil && (p.Schema == nil || p.Schema.accepts(p.Example, 0)) {
		return jsonText(p.Example)
	}
	if p.Schema == nil {
		return []byte(`"string"`)
	}
	return p.Schema.Example()
}

// agrees reports whether the schema accepts the example; examples are often
// left behind when a schema changes.
func (m *Media) agrees(class MediaClass) bool {
	return class != JSONMedia && class != AnyMedia || m.Schema == nil || m.Schema.accepts(m.Example, 0)
}

// jsonText writes a node as JSON, whatever format it was read from.
func jsonText(n *syntax.Node) []byte {
	e := &example{}
	e.node(n, 0)
	return []byte(e.b.String())
}

// example writes one value; path are the schemas that it is inside of.
type example struct {
	b    strings.Builder
	path []*syntax.Node
	// trial says that it is written to see which alternative it fits.
	trial bool
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
		for i, item := range n.Items() {
			if i > 0 {
				e.b.WriteByte(',')
			}
			e.node(item, depth+1)
		}
		e.b.WriteByte(']')
	case syntax.Object:
		e.b.WriteByte('{')
		for i, m := range n.Members() {
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
