package spec_test

import (
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// schema reads a schema whose references are relative to itself.
func exampleSchema(t *testing.T, text string) *spec.Schema {
	t.Helper()
	root, problems := syntax.ParseJSON(syntax.NewSource("schema.json", []byte(text)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	return &spec.Schema{Node: root, Resolve: func(ref *syntax.Node) (*syntax.Node, error) { return root.At(ref.Text[1:]), nil }}
}

func TestExamplesFollowTheSchema(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, schema, want string }{
		{"one alternative alone", `{"oneOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}, {"type": "object", "required": ["b"], "properties": {"b": {"type": "integer"}}}]}`, `{"a":"string"}`},
		{"the alternative that fits no other", `{"oneOf": [{"type": "object", "properties": {"a": {"type": "string"}}}, {"type": "object", "properties": {"b": {"type": "integer"}}}, {"type": "object", "required": ["c"], "properties": {"c": {}}, "additionalProperties": false}, {"type": "array"}]}`, `[]`},
		{"what stands beside alternatives", `{"type": "object", "properties": {"id": {"type": "integer"}}, "anyOf": [{"required": ["id"]}, {"properties": {"b": {}}}]}`, `{"id":1}`},
		{"null is the last alternative", `{"anyOf": [{"type": "null"}, {"type": "boolean"}]}`, `true`},
		{"null alone", `{"type": "null"}`, `null`},
		{"discriminator", `{"oneOf": [{"$ref": "#/$defs/Cat"}], "discriminator": {"propertyName": "kind"}, "$defs": {"Cat": {"type": "object", "properties": {"kind": {"type": "string"}}}}}`, `{"kind":"Cat"}`},
		{"discriminator with a mapping", `{"oneOf": [{"$ref": "#/$defs/Cat"}], "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat"}}, "$defs": {"Cat": {"type": "object", "properties": {"kind": {"type": "string"}}}}}`, `{"kind":"cat"}`},
		{"a part closes what another opens", `{"allOf": [{"type": "object", "properties": {"a": {}}, "additionalProperties": false}, {"properties": {"a": {"type": "integer"}, "b": {}}}]}`, `{"a":1}`},
		{"both parts bind a property", `{"allOf": [{"properties": {"a": {"type": "integer"}}}, {"properties": {"a": {"minimum": 7}}}]}`, `{"a":7}`},
		{"an example that is not accepted", `{"type": "integer", "example": "x", "default": 3}`, `3`},
		{"an example with a member that is not accepted", `{"type": "object", "properties": {"a": {"type": "integer"}}, "example": {"a": "x"}}`, `{"a":1}`},
		{"required and not declared", `{"type": "object", "required": ["x"], "additionalProperties": {"type": "boolean"}}`, `{"x":true}`},
		{"pattern", `{"type": "string", "pattern": "^[A-Z]{2}-\\d+(x|y)?$"}`, `"AA-1"`},
		{"pattern that Go cannot read", `{"type": "string", "pattern": "^(?!a).*$"}`, `"string"`},
		{"a number of elements", `{"type": "array", "items": {"type": "integer"}, "minItems": 2}`, `[1,1]`},
		{"a tuple", `{"prefixItems": [{"type": "string"}, {"type": "integer"}]}`, `["string",1]`},
		{"bounds that are open", `{"type": "number", "minimum": 0, "maximum": 1, "exclusiveMinimum": true, "exclusiveMaximum": true}`, `0.5`},
		{"bounds that are numbers", `{"type": "integer", "exclusiveMinimum": 4, "multipleOf": 5}`, `5`},
		{"many properties", `{"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}}`, `{"key":1,"key2":1}`},
		{"required and without end", `{"type": "object", "required": ["next"], "properties": {"next": {"$ref": "#"}}}`, `{"next":{}}`},
		{"without end and nullable", `{"type": "object", "nullable": true, "required": ["next"], "properties": {"next": {"$ref": "#"}}}`, `{"next":null}`},
		{"type by its keywords", `{"minLength": 8}`, `"stringxx"`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := string(exampleSchema(t, tt.schema).Example()); got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

// TestDeepSchemasHaveNoNull goes below the depth at which optional parts end.
func TestDeepSchemasHaveNoNull(t *testing.T) {
	t.Parallel()
	const depth = 30
	text := `{"type": "integer"}`
	for range depth {
		text = `{"type": "object", "required": ["a"], "properties": {"a": ` + text + `, "b": {"type": "string"}}}`
	}
	example := string(exampleSchema(t, text).Example())
	root, problems := syntax.ParseJSON(syntax.NewSource("", []byte(example)))
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	levels := 0
	for n := root; n != nil; n = n.Get("a") {
		if n.Kind == syntax.Null {
			t.Fatalf("null at level %d", levels)
		}
		levels++
	}
	if levels < 10 {
		t.Errorf("only %d levels: %s", levels, example)
	}
}
