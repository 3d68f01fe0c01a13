package export

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// plainKeywords are what is copied of a schema as it is.
var plainKeywords = map[string]bool{
	"title": true, "description": true, "format": true, "default": true, "const": true,
	"multipleOf": true, "maximum": true, "minimum": true, "maxLength": true, "minLength": true, "pattern": true,
	"maxItems": true, "minItems": true, "uniqueItems": true, "maxContains": true, "minContains": true,
	"maxProperties": true, "minProperties": true, "required": true, "dependentRequired": true,
	"deprecated": true, "readOnly": true, "writeOnly": true, "contentEncoding": true, "contentMediaType": true,
	"examples": true,
}

// schemaKeywords hold one schema, schemaLists a list of them, schemaMaps one a
// name.
var (
	schemaKeywords = map[string]bool{
		"additionalProperties": true, "not": true, "contains": true, "if": true, "then": true, "else": true,
		"propertyNames": true, "unevaluatedProperties": true, "unevaluatedItems": true, "contentSchema": true,
	}
	schemaLists = map[string]bool{"allOf": true, "anyOf": true, "oneOf": true, "prefixItems": true}
	schemaMaps  = map[string]bool{"properties": true, "patternProperties": true, "dependentSchemas": true}
)

// maxDepth bounds how deep schemas are followed without a reference between.
const maxDepth = 100

// schemas writes schemas of the backends' documents in the words of OpenAPI 3.1,
// and gathers those that are referred to.
type schemas struct {
	byNode map[*syntax.Node]string
	named  map[string]*syntax.Node
	lost   []*syntax.Node // references that lead nowhere
}

func newSchemas() *schemas {
	return &schemas{byNode: map[*syntax.Node]string{}, named: map[string]*syntax.Node{}}
}

func at(s *spec.Schema, n *syntax.Node) *spec.Schema {
	return &spec.Schema{Node: n, Resolve: s.Resolve}
}

// follow returns what is behind the references that a schema starts with, nil
// where they lead nowhere.
func follow(s *spec.Schema) *spec.Schema {
	for range maxDepth {
		if s == nil || s.Node == nil {
			return nil
		}
		ref := s.Node.Get("$ref")
		if ref == nil || ref.Kind != syntax.String {
			return s
		}
		to := resolve(s, ref)
		if to == nil {
			return nil
		}
		s = at(s, to)
	}
	return nil
}

func resolve(s *spec.Schema, ref *syntax.Node) *syntax.Node {
	if s.Resolve == nil {
		return nil
	}
	to, err := s.Resolve(ref)
	if err != nil {
		return nil
	}
	return to
}

// write returns a schema in the words of OpenAPI 3.1.
func (x *schemas) write(s *spec.Schema) *syntax.Node { return x.at(s, 0) }

func (x *schemas) at(s *spec.Schema, depth int) *syntax.Node {
	switch {
	case s == nil || s.Node == nil || depth > maxDepth:
		return object()
	case s.Node.Kind == syntax.Bool:
		return s.Node
	case s.Node.Kind != syntax.Object:
		return object()
	}
	if ref := s.Node.Get("$ref"); ref != nil && ref.Kind == syntax.String {
		return x.reference(s, ref)
	}
	out := object()
	for _, m := range s.Node.Members() {
		x.keyword(out, s, m, depth)
	}
	bounds(out, s.Node)
	return nullable(out, s.Node)
}

func (x *schemas) keyword(out *syntax.Node, s *spec.Schema, m syntax.Member, depth int) {
	v := m.Value
	switch {
	case v == nil:
	case m.Name == "type":
		typed(out, v)
	case m.Name == "items" && v.Kind == syntax.Array:
		put(out, "prefixItems", x.list(s, v, depth))
	case m.Name == "items", schemaKeywords[m.Name]:
		put(out, m.Name, x.at(at(s, v), depth+1))
	case schemaLists[m.Name]:
		if len(v.Items()) > 0 {
			put(out, m.Name, x.list(s, v, depth))
		}
	case schemaMaps[m.Name]:
		all := object()
		for _, p := range v.Members() {
			put(all, p.Name, x.at(at(s, p.Value), depth+1))
		}
		put(out, m.Name, all)
	case m.Name == "enum" && v.Kind == syntax.Array && len(v.Items()) > 0:
		put(out, m.Name, v)
	case m.Name == "example":
		put(out, "examples", array(v))
	case m.Name == "required" && v.Kind != syntax.Array || m.Name == "examples" && v.Kind != syntax.Array:
		// required was a flag of properties once; examples of another shape are
		// no JSON Schema.
	case plainKeywords[m.Name]:
		put(out, m.Name, v)
	}
}

func (x *schemas) list(s *spec.Schema, v *syntax.Node, depth int) *syntax.Node {
	all := array()
	for _, item := range v.Items() {
		all.AddItem(x.at(at(s, item), depth+1))
	}
	return all
}

// reference gives the target of a reference a name among the components, and
// refers to it there.
func (x *schemas) reference(s *spec.Schema, ref *syntax.Node) *syntax.Node {
	to := resolve(s, ref)
	if to == nil {
		x.lost = append(x.lost, ref)
		return object()
	}
	name, ok := x.byNode[to]
	if !ok {
		name = x.name(ref.Text)
		x.byNode[to] = name
		x.named[name] = object() // taken, while what it refers to is written
		x.named[name] = x.write(at(s, to))
	}
	out := object()
	put(out, "$ref", text("#/components/schemas/"+name))
	return out
}

var noName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// name makes a name that is not taken from the last part of a reference.
func (x *schemas) name(ref string) string {
	file, pointer, _ := strings.Cut(ref, "#")
	last := pointer[strings.LastIndexByte(pointer, '/')+1:]
	if last == "" {
		last = strings.TrimSuffix(file[strings.LastIndexByte(file, '/')+1:], ".json")
	}
	name := strings.Trim(noName.ReplaceAllString(syntax.UnescapeToken(last), "_"), "_")
	if name == "" {
		name = "schema"
	}
	unique := name
	for i := 2; x.named[unique] != nil; i++ {
		unique = fmt.Sprintf("%s-%d", name, i)
	}
	return unique
}

// bounds writes exclusive bounds as numbers, as flags beside a bound they were
// written before.
func bounds(out, n *syntax.Node) {
	for flag, bound := range map[string]string{"exclusiveMaximum": "maximum", "exclusiveMinimum": "minimum"} {
		v := n.Get(flag)
		switch {
		case v == nil:
		case v.Kind == syntax.Number:
			put(out, flag, v)
		case v.Kind == syntax.Bool && v.Text == "true" && n.Get(bound) != nil:
			*out = *without(out, bound)
			put(out, flag, n.Get(bound))
		}
	}
}

// typed writes the type, that of files as text.
func typed(out, v *syntax.Node) {
	switch {
	case v.Kind == syntax.String && v.Text == "file":
		put(out, "type", text("string"))
		put(out, "format", text("binary"))
	case v.Kind == syntax.String && slices.Contains(typeNames, v.Text), v.Kind == syntax.Array && len(v.Items()) > 0:
		put(out, "type", v)
	}
}

var typeNames = []string{"array", "boolean", "integer", "null", "number", "object", "string"}

// nullable lets null be a value, in the way of JSON Schema.
func nullable(out, n *syntax.Node) *syntax.Node {
	if n.Get("nullable") == nil && n.Get("x-nullable") == nil || !isTrue(n.Get("nullable")) && !isTrue(n.Get("x-nullable")) {
		return out
	}
	null := &syntax.Node{Kind: syntax.Null}
	if enum := out.Get("enum"); enum != nil && !slices.ContainsFunc(enum.Items(), func(i *syntax.Node) bool { return i.Kind == syntax.Null }) {
		put(out, "enum", array(append(slices.Clone(enum.Items()), null)...))
	}
	if t := out.Get("type"); t != nil && t.Kind == syntax.String && out.Get("allOf") == nil && out.Get("oneOf") == nil && out.Get("anyOf") == nil {
		put(out, "type", array(t, text("null")))
		return out
	}
	either := object()
	put(either, "anyOf", array(out, ofType("null")))
	return either
}

func isTrue(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Bool && n.Text == "true" }

func ofType(name string) *syntax.Node {
	n := object()
	put(n, "type", text(name))
	return n
}

// components returns the schemas that are referred to, by name.
func (x *schemas) components() *syntax.Node {
	if len(x.named) == 0 {
		return nil
	}
	all := object()
	for name, n := range x.named {
		put(all, name, n)
	}
	sortMembers(all)
	return all
}
