package offer

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/field"
)

// inputs are the query strings or headers that the operations behind backends
// read; of those of the endpoint, where it is given.
func (b *Book) inputs(name string, backends []*config.Backend, within *config.Endpoint) []field.Option {
	in := map[string]spec.In{"input_query_strings": spec.InQuery, "input_headers": spec.InHeader}[name]
	if in == "" {
		return nil
	}
	var l list
	for _, backend := range backends {
		if backend == nil {
			continue
		}
		op := b.operation(backend)
		if op == nil {
			continue
		}
		where := op.Method + " " + op.Path
		for _, p := range op.Params {
			if p.In != in || within != nil && !passes(within, in, p.Name) {
				continue
			}
			text := where
			if p.Required {
				text = "required by " + where
			}
			l.add(p.Name, text)
		}
		for _, p := range implied(op) {
			if p.In == in && (within == nil || passes(within, in, p.Name)) {
				l.add(p.Name, p.Content+" "+where)
			}
		}
	}
	return l
}

// implied are the inputs that an operation has beside its parameters: the
// credentials of its protection and the type of its body. Content says why.
func implied(op *spec.Operation) []spec.Param {
	var list []spec.Param
	for _, alternative := range op.Security.Alternatives {
		for _, r := range alternative {
			switch r.Type {
			case "apiKey":
				list = append(list, spec.Param{Name: r.Name, In: r.In, Content: "credentials of"})
			case "http", "oauth2", "openIdConnect":
				list = append(list, spec.Param{Name: "Authorization", In: spec.InHeader, Content: "credentials of"})
			}
		}
	}
	if op.Body != nil {
		list = append(list, spec.Param{Name: "Content-Type", In: spec.InHeader, Content: "the type of the body of"})
	}
	return list
}

// passes reports whether the endpoint lets an input through, so that a backend
// can get it.
func passes(e *config.Endpoint, in spec.In, name string) bool {
	names := e.InputQueryStrings.V
	if in == spec.InHeader {
		names = e.InputHeaders.V
	}
	for _, n := range names {
		if n == "*" || n == name || in == spec.InHeader && strings.EqualFold(n, name) {
			return true
		}
	}
	return false
}

// depth is how far names lead into objects within objects.
const depth = 3

// names are the fields of a backend's answer as the named field refers to
// them.
func (b *Book) names(backend *config.Backend, name string) []field.Option {
	op := b.operation(backend)
	if op == nil || shape.Encoding(backend).Name == fact.NoOp {
		return nil
	}
	if sure, _ := shape.Collects(backend); sure {
		// The filters see the one key that the array comes under.
		if name == "target" {
			return nil
		}
		return []field.Option{{Value: fact.CollectionKey, About: "the array that the backend answers with"}}
	}
	var l list
	for _, a := range op.Answers() {
		schema := answer(op, a)
		if schema == nil || a.Body != fact.ObjectBody {
			continue
		}
		if name != "target" && backend.Target.V != "" {
			found := schema.Lookup(backend.Target.V)
			if found.Presence != spec.Declared {
				continue
			}
			schema = found.Schema
		}
		levels := depth
		if name == "mapping" {
			levels = 1
		}
		fields(&l, schema, "", levels, name == "target")
	}
	return l
}

// answer returns the schema of an answer, nil where the document has none.
func answer(op *spec.Operation, a spec.Answer) *spec.Schema {
	for i := range op.Responses {
		r := &op.Responses[i]
		if r.Status != a.Code {
			continue
		}
		for _, m := range r.Media {
			if spec.MediaTypeOf(m.Type) == spec.MediaTypeOf(a.Media) {
				return m.Schema
			}
		}
	}
	return nil
}

// fields adds the properties of a schema, and those of the objects in them
// under dotted names; objects only where nothing else can be meant.
func fields(l *list, s *spec.Schema, prefix string, levels int, objects bool) {
	properties, _ := s.Properties()
	for _, p := range properties {
		kind := p.Schema.Kind()
		text := body(kind.Body)
		if !p.Required && text != "" {
			text += ", may be absent"
		}
		object := kind.Body == fact.ObjectBody
		if object || !objects {
			l.add(prefix+p.Name, text)
		}
		if object && levels > 1 {
			fields(l, p.Schema, prefix+p.Name+".", levels-1, objects)
		}
	}
}

func body(b fact.Body) string {
	switch b {
	case fact.ObjectBody:
		return "object"
	case fact.ArrayBody:
		return "array"
	case fact.ScalarBody:
		return "value"
	}
	return ""
}
