package rule

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/suggest"
)

var jsonschemaKeyword = Rule{
	ID:       "jsonschema-keyword",
	Severity: diag.Error,
	Effect:   diag.Unsafe,
	Summary:  "Checks that the keywords of a schema for bodies exist.",
	Why:      `A schema passes over every keyword that JSON Schema does not have, without a message: what a misspelt one was to check is not checked. nullable is a keyword of OpenAPI alone: with it null is refused all the same.`,
	Fix:      `correct the keyword; for a value that may be null write "type": ["string", "null"]`,
	Bad: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {"validation/json-schema": {"type": "object", "propertys": {"name": {"type": "string"}}}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Good: `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "method": "POST",
      "extra_config": {"validation/json-schema": {"type": "object", "properties": {"name": {"type": "string"}}}},
      "backend": [{"host": ["http://backend:8080"], "url_pattern": "/users"}]
    }
  ]
}
`,
	Proof: Proof{
		Request: "POST /users",
		Header:  map[string]string{"Content-Type": "application/json"},
		Body:    `{"name": 1}`,
		Bad:     Outcome{Status: 200},
		Good:    Outcome{Status: 400},
	},
	Endpoint: checkJsonschemaKeyword,
}

// How the values of keywords hold schemas: not at all, as one, as a list of
// them, by names, or as one or a list.
type holds int

const (
	holdsNone holds = iota
	holdsOne
	holdsList
	holdsNamed
	holdsAny
)

// schemaKeywords are the keywords of JSON Schema of all drafts.
var schemaKeywords = map[string]holds{
	"properties": holdsNamed, "patternProperties": holdsNamed, "definitions": holdsNamed, "$defs": holdsNamed, "dependentSchemas": holdsNamed, "dependencies": holdsNamed,
	"allOf": holdsList, "anyOf": holdsList, "oneOf": holdsList, "prefixItems": holdsList,
	"not": holdsOne, "if": holdsOne, "then": holdsOne, "else": holdsOne, "additionalProperties": holdsOne, "propertyNames": holdsOne,
	"contains": holdsOne, "additionalItems": holdsOne, "unevaluatedItems": holdsOne, "unevaluatedProperties": holdsOne, "contentSchema": holdsOne,
	"items": holdsAny,
	"type":  holdsNone, "enum": holdsNone, "const": holdsNone, "format": holdsNone, "pattern": holdsNone, "required": holdsNone, "dependentRequired": holdsNone,
	"minimum": holdsNone, "maximum": holdsNone, "exclusiveMinimum": holdsNone, "exclusiveMaximum": holdsNone, "multipleOf": holdsNone,
	"minLength": holdsNone, "maxLength": holdsNone, "minItems": holdsNone, "maxItems": holdsNone, "uniqueItems": holdsNone,
	"minContains": holdsNone, "maxContains": holdsNone, "minProperties": holdsNone, "maxProperties": holdsNone,
	"title": holdsNone, "description": holdsNone, "default": holdsNone, "examples": holdsNone, "deprecated": holdsNone, "readOnly": holdsNone, "writeOnly": holdsNone,
	"contentEncoding": holdsNone, "contentMediaType": holdsNone, "id": holdsNone,
}

// annotations are names that come near a keyword and check nothing.
var annotations = []string{"example", "discriminator", "externalDocs", "xml", "label", "comment", "summary", "note", "notes"}

func checkJsonschemaKeyword(p *Pass, e *config.Endpoint) {
	entry := e.Extra.Entry("validation/json-schema")
	if entry != nil {
		p.keywords(entry.Node, entry.Pointer)
	}
}

// keywords looks through a schema and those in it.
func (p *Pass) keywords(schema *syntax.Node, pointer string) {
	if schema == nil || schema.Kind != syntax.Object {
		return
	}
	for _, m := range schema.Members() {
		at := syntax.Join(pointer, m.Name)
		kind, known := schemaKeywords[m.Name]
		if !known {
			p.unknownKeyword(schema, m, at)
			continue
		}
		switch {
		case m.Value == nil || kind == holdsNone:
		case (kind == holdsList || kind == holdsAny) && m.Value.Kind == syntax.Array:
			for i, item := range m.Value.Items() {
				p.keywords(item, syntax.Index(at, i))
			}
		case kind == holdsNamed && m.Value.Kind == syntax.Object:
			for _, named := range m.Value.Members() {
				p.keywords(named.Value, syntax.Join(at, named.Name))
			}
		case kind == holdsOne || kind == holdsAny:
			p.keywords(m.Value, at)
		}
	}
}

// mayBeNull reports whether a schema lets null pass.
func mayBeNull(schema *syntax.Node) bool {
	t := schema.Get("type")
	if t == nil {
		return schema.Get("enum") == nil && schema.Get("$ref") == nil
	}
	return t.Kind == syntax.Array && slices.ContainsFunc(t.Items(), func(n *syntax.Node) bool { return n.Str() == "null" })
}

// looksLikeSchema reports whether a value is the schema of a field.
func looksLikeSchema(n *syntax.Node) bool {
	if n == nil || n.Kind != syntax.Object {
		return false
	}
	for _, keyword := range []string{"type", "$ref", "enum", "const", "properties"} {
		if n.Get(keyword) != nil {
			return true
		}
	}
	return false
}

func (p *Pass) unknownKeyword(schema *syntax.Node, m syntax.Member, pointer string) {
	if m.Name == "nullable" {
		if m.Value == nil || m.Value.Text != "true" || mayBeNull(schema) {
			return
		}
		f := p.reportAt(m.Key, pointer, "JSON Schema has no \"nullable\": null is refused")
		f.Effect = diag.Fails
		if t := schema.Get("type"); t.Str() != "" {
			f.Hint = fmt.Sprintf(`write "type": [%q, "null"]`, t.Str())
		}
		return
	}
	if m.Name == "" || strings.ContainsAny(m.Name[:1], "$@_#") || strings.HasPrefix(m.Name, "x-") || slices.Contains(annotations, m.Name) {
		return
	}
	if looksLikeSchema(m.Value) && schema.Get("properties") == nil {
		f := p.reportAt(m.Key, pointer, "JSON Schema has no %q: it checks nothing", m.Name)
		f.Hint = `fields stand in "properties"`
		return
	}
	var names []string
	for name := range schemaKeywords {
		names = append(names, name)
	}
	slices.Sort(names)
	near := suggest.Near(m.Name, names)
	if near == "" || schema.Get(near) != nil {
		return // a word of somebody's own
	}
	f := p.reportAt(m.Key, pointer, "JSON Schema has no %q: it checks nothing", m.Name)
	f.Hint = fmt.Sprintf("did you mean %q?", near)
	p.fix(f, false, fmt.Sprintf("rename it to %q", near), rename(pointer, near))
}
