package spec

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
)

// schemaOf reads a schema; references lead into the same text.
func schemaOf(t testing.TB, text string) *Schema {
	t.Helper()
	root, problems := syntax.ParseYAML(syntax.NewSource("schema.yaml", []byte(text)))
	if len(problems) > 0 {
		t.Fatalf("%v in %s", problems, text)
	}
	return &Schema{Node: root, Resolve: func(ref *syntax.Node) (*syntax.Node, error) {
		if n := root.At(strings.TrimPrefix(ref.Text, "#")); n != nil {
			return n, nil
		}
		return nil, fmt.Errorf("leads nowhere")
	}}
}

func TestKind(t *testing.T) {
	tests := []struct {
		name, schema string
		want         Kind
	}{
		{"type", "type: object", Kind{Body: fact.ObjectBody}},
		{"type that nobody knows", "type: record", Kind{}},
		{"boolean schema", "true", Kind{}},
		{"list of types", "type: [array, 'null']", Kind{Body: fact.ArrayBody, Nullable: true}},
		{"list of scalars", "type: [string, integer]", Kind{Body: fact.ScalarBody}},
		{"list that differs", "type: [string, object]", Kind{Mixed: true}},
		{"null alone", "type: 'null'", Kind{Body: fact.NullBody}},
		{"nullable", "{type: object, nullable: true}", Kind{Body: fact.ObjectBody, Nullable: true}},
		{"x-nullable", "{type: object, x-nullable: true}", Kind{Body: fact.ObjectBody, Nullable: true}},
		{"file", "type: file", Kind{Body: fact.ScalarBody, Binary: true}},
		{"properties", "properties: {a: {}}", Kind{Body: fact.ObjectBody, Guessed: true}},
		{"required", "required: [a]", Kind{Body: fact.ObjectBody, Guessed: true}},
		{"prefixItems", "prefixItems: [{}]", Kind{Body: fact.ArrayBody, Guessed: true}},
		{"const", "const: {a: 1}", Kind{Body: fact.ObjectBody, Guessed: true}},
		{"enum with null", "enum: [a, null]", Kind{Body: fact.ScalarBody, Nullable: true, Guessed: true}},
		{"allOf that contradicts itself", "allOf: [{type: object}, {type: array}]", Kind{Mixed: true}},
		{"allOf with parts that do not say", "allOf: [{}, {description: d}, {type: array}]", Kind{Body: fact.ArrayBody}},
		{"anyOf with null", "anyOf: [{type: object}, {type: 'null'}]", Kind{Body: fact.ObjectBody, Nullable: true}},
		{"oneOf with a part that does not say", "oneOf: [{type: object}, {}]", Kind{Mixed: true}},
		{"oneOf of scalars", "oneOf: [{type: string}, {type: integer}]", Kind{Body: fact.ScalarBody}},
		{"oneOf in allOf", "allOf: [{oneOf: [{type: array}, {type: array}]}, {description: d}]", Kind{Body: fact.ArrayBody}},
		{"type wins over parts", "{type: object, oneOf: [{type: array}, {}]}", Kind{Body: fact.ObjectBody}},
		{"reference", "{$ref: '#/d', d: {type: array}}", Kind{Body: fact.ArrayBody}},
		{"base and derived refer to each other", "{$ref: '#/base', base: {oneOf: [{$ref: '#/derived'}]}, derived: {allOf: [{$ref: '#/base'}, {type: object}]}}", Kind{Body: fact.ObjectBody}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := schemaOf(t, tt.schema).Kind()
			if got.Err != nil {
				t.Fatal(got.Err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(Kind{})); diff != "" {
				t.Errorf("kind (-want +got):\n%s", diff)
			}
		})
	}
}

func TestKindReportsReferencesThatLeadNowhere(t *testing.T) {
	for _, text := range []string{
		"$ref: '#/none'", "allOf: [{$ref: '#/none'}]", "oneOf: [{type: object}, {$ref: '#/none'}]",
		"{$ref: '#/a', a: {$ref: '#/b'}, b: {$ref: '#/a'}}", "$ref: '#'",
	} {
		if k := schemaOf(t, text).Kind(); k.Err == nil || k.Err.Span.IsZero() {
			t.Errorf("%s: no error with a place: %+v", text, k)
		}
	}
}

func TestKindIsBounded(t *testing.T) {
	// Every level refers to the next one twice: 2^60 ways.
	var b strings.Builder
	b.WriteString("$ref: '#/d0'\n")
	for i := range 60 {
		fmt.Fprintf(&b, "d%d: {oneOf: [{$ref: '#/d%d'}, {$ref: '#/d%d'}]}\n", i, i+1, i+1)
	}
	b.WriteString("d60: {type: object}\n")
	s := schemaOf(t, b.String())
	s.Kind()
	s.Properties()
	s.Example()
}

func TestLookup(t *testing.T) {
	s := schemaOf(t, `
properties:
  data: {$ref: '#/data'}
  list: {type: array, items: {properties: {id: {}}}}
  any: {}
  map: {type: object, additionalProperties: {type: string}}
  either: {oneOf: [{properties: {a: {}}}, {properties: {b: {}}}]}
  all: {allOf: [{properties: {a: {}}}, {properties: {b: {}}}]}
data:
  properties: {user: {properties: {name: {type: string}}}}
`)
	tests := []struct {
		path     string
		presence Presence
		at       string
		array    bool
	}{
		{"data", Declared, "data", false},
		{"data.user.name", Declared, "data.user.name", false},
		{"data.user.nam", Undeclared, "data.user", false},
		{"data.user.name.first", Undeclared, "data.user.name", false},
		{"date", Undeclared, "", false},
		{"list.id", Undeclared, "list", true},
		{"any.thing", Unknowable, "any", false},
		{"map.key", Unknowable, "map", false},
		{"either.b", Declared, "either.b", false},
		{"all.b", Declared, "all.b", false},
		{"", Declared, "", false},
	}
	for _, tt := range tests {
		t.Run(tt.path, func(t *testing.T) {
			got := s.Lookup(tt.path)
			if got.Presence != tt.presence || got.At != tt.at || got.Array != tt.array {
				t.Errorf("got %d at %q, array %t", got.Presence, got.At, got.Array)
			}
		})
	}
	if diff := cmp.Diff([]string{"user"}, s.Lookup("data.usr").Names); diff != "" {
		t.Errorf("names to choose from (-want +got):\n%s", diff)
	}
}

func TestItemsAreThoseOfTheListsOwnWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{type: array, items: {type: string}}`:             "string",
		`{$ref: '#/list', list: {items: {type: integer}}}`: "integer",
		`{allOf: [{type: array, items: {type: string}}]}`:  "",
		`{type: array}`:    "",
		`{$ref: '#/none'}`: "",
		`{type: array, items: [{type: string}, {type: integer}]}`: "",
	} {
		got := ""
		if items := schemaOf(t, text).Items(); items != nil {
			got = items.Node.Get("type").Str()
		}
		if got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestExample(t *testing.T) {
	tests := []struct{ name, schema, want string }{
		{"object", "{type: object, properties: {id: {type: integer}, name: {type: string}}}", `{"id":1,"name":"string"}`},
		{"example of the document", "{type: object, example: {b: 2, a: x}}", `{"b":2,"a":"x"}`},
		{"default", "{type: string, default: d}", `"d"`},
		{"enum", "enum: [b, a]", `"b"`},
		{"const", "const: 7", `7`},
		{"list of examples", "{type: string, examples: [e]}", `"e"`},
		{"array", "{type: array, items: {type: boolean}}", `[true]`},
		{"array without items", "type: array", `[]`},
		{"array in a part", "allOf: [{type: array, items: {type: integer}}, {description: d}]", `[1]`},
		{"formats", "properties: {a: {type: string, format: date}, b: {type: string, format: uuid}}", `{"a":"2024-01-31","b":"3fa85f64-5717-4562-b3fc-2c963f66afa6"}`},
		{"lengths", "properties: {a: {type: string, maxLength: 2}, b: {type: string, minLength: 8}}", `{"a":"st","b":"stringxx"}`},
		{"bounds", "properties: {a: {type: number, minimum: 1.5}, b: {type: integer, maximum: 0}, c: {type: integer, exclusiveMinimum: 3}, d: {type: integer, multipleOf: 5}}", `{"a":1.5,"b":0,"c":4,"d":5}`},
		{"parts of allOf", "allOf: [{properties: {a: {type: integer}}}, {properties: {b: {type: integer}}}]", `{"a":1,"b":1}`},
		{"first alternative", "oneOf: [{type: 'null'}, {type: object, properties: {a: {type: integer}}}, {type: array}]", `{"a":1}`},
		{"map", "additionalProperties: {type: integer}", `{"key":1}`},
		{"type list", "type: ['null', integer]", `1`},
		{"list that contains itself", "{$ref: '#/n', n: {properties: {v: {type: integer}, children: {type: array, items: {$ref: '#/n'}}, next: {$ref: '#/n'}}}}", `{"v":1,"children":[]}`},
		{"nothing", "{}", `null`},
		{"reference that leads nowhere", "properties: {a: {$ref: '#/none'}, b: {type: integer}}", `{"b":1}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got := string(schemaOf(t, tt.schema).Example())
			if got != tt.want {
				t.Errorf("got %s, want %s", got, tt.want)
			}
			if !json.Valid([]byte(got)) {
				t.Error("it is no JSON")
			}
		})
	}
}

func TestSample(t *testing.T) {
	text := func(s string) *syntax.Node { return &syntax.Node{Kind: syntax.String, Text: s} }
	tests := []struct {
		media Media
		want  string
	}{
		{Media{Type: "application/json", Schema: schemaOf(t, "{type: integer}")}, "1"},
		{Media{Type: "application/json"}, "{}"},
		{Media{Type: "application/json", Example: text("x")}, `"x"`},
		{Media{Type: "text/plain", Example: text("x")}, "x"},
		{Media{Type: "text/csv"}, "example\n"},
		{Media{Type: "application/x-ndjson", Schema: schemaOf(t, "{type: integer}")}, "1\n"},
		{Media{Type: "application/x-ndjson"}, "null\n"},
	}
	for _, tt := range tests {
		if got := string(tt.media.Sample()); got != tt.want {
			t.Errorf("%s: got %q, want %q", tt.media.Type, got, tt.want)
		}
	}
}

func TestClassOf(t *testing.T) {
	for mediaType, want := range map[string]MediaClass{
		"application/json": JSONMedia, "Application/JSON; charset=utf-8": JSONMedia, "text/json": JSONMedia,
		"application/hal+json": JSONMedia, "application/*+json": JSONMedia,
		"application/json-seq": SequenceMedia, "application/x-ndjson": SequenceMedia, "application/geo+json-seq": SequenceMedia,
		"*/*": AnyMedia, "application/*": AnyMedia, "": AnyMedia,
		"text/plain": TextMedia, "text/*": TextMedia, "text/html": HTMLMedia, "text/xml": XMLMedia, "application/atom+xml": XMLMedia,
		"text/event-stream": EventMedia, "image/png": BinaryMedia, "image/svg+xml": XMLMedia, "application/octet-stream": BinaryMedia,
	} {
		if got := ClassOf(mediaType); got != want {
			t.Errorf("%s is of class %d, want %d", mediaType, got, want)
		}
	}
}
