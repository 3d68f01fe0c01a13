package export

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

func written(t *testing.T, s string) *spec.Schema {
	t.Helper()
	root, problems := syntax.ParseYAML(syntax.NewSource("schema.yaml", []byte(s)))
	if len(problems) > 0 {
		t.Fatalf("%v in %s", problems, s)
	}
	return &spec.Schema{Node: root, Resolve: func(ref *syntax.Node) (*syntax.Node, error) {
		if n := root.At(strings.TrimPrefix(ref.Text, "#")); n != nil {
			return n, nil
		}
		return nil, &spec.RefError{Ref: ref.Text, Reason: "leads nowhere"}
	}}
}

func TestSchemasAreWrittenInTheWordsOf31(t *testing.T) {
	tests := []struct{ name, schema, want string }{
		{"plain", "{type: string, maxLength: 3}", `{"type":"string","maxLength":3}`},
		{"nullable", "{type: string, nullable: true}", `{"type":["string","null"]}`},
		{"x-nullable", "{type: string, x-nullable: true}", `{"type":["string","null"]}`},
		{"nullable false", "{type: string, nullable: false}", `{"type":"string"}`},
		{"nullable enum", "{type: string, nullable: true, enum: [a]}", `{"type":["string","null"],"enum":["a",null]}`},
		{"nullable without a type", "{nullable: true, enum: [a, null]}", `{"anyOf":[{"enum":["a",null]},{"type":"null"}]}`},
		{"nullable parts", "{nullable: true, allOf: [{type: object}]}", `{"anyOf":[{"allOf":[{"type":"object"}]},{"type":"null"}]}`},
		{"exclusive flag", "{type: number, minimum: 1, exclusiveMinimum: true, maximum: 2, exclusiveMaximum: false}", `{"type":"number","maximum":2,"exclusiveMinimum":1}`},
		{"exclusive number", "{exclusiveMaximum: 5}", `{"exclusiveMaximum":5}`},
		{"example", "{type: integer, example: 7}", `{"type":"integer","examples":[7]}`},
		{"file", "{type: file}", `{"type":"string","format":"binary"}`},
		{"unknown type", "{type: record}", `{}`},
		{"required flag", "{type: string, required: true}", `{"type":"string"}`},
		{"empty enum", "{enum: []}", `{}`},
		{"tuple", "{items: [{type: string}, {}]}", `{"prefixItems":[{"type":"string"},{}]}`},
		{"boolean schema", "{additionalProperties: false}", `{"additionalProperties":false}`},
		{"own words are left out", "{type: object, x-go: y, xml: {name: n}, discriminator: d}", `{"type":"object"}`},
		{"property of a keyword's name", "{properties: {nullable: {type: boolean}, type: {type: string}}}", `{"properties":{"nullable":{"type":"boolean"},"type":{"type":"string"}}}`},
		{"reference", "{$ref: '#/d', d: {type: string}}", `{"$ref":"#/components/schemas/d"}`},
		{"reference that leads nowhere", "{properties: {a: {$ref: '#/none'}}}", `{"properties":{"a":{}}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, compact(newSchemas().write(written(t, tt.schema)))); diff != "" {
				t.Errorf("schema (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReferencesThatComeBackEnd(t *testing.T) {
	x := newSchemas()
	s := written(t, "{$ref: '#/node', node: {properties: {next: {$ref: '#/node'}, 'odd name': {$ref: '#/other~1node'}}}, 'other/node': {type: string}}")
	x.write(s)
	want := `{"node":{"properties":{"next":{"$ref":"#/components/schemas/node"},"odd name":{"$ref":"#/components/schemas/other_node"}}},"other_node":{"type":"string"}}`
	if diff := cmp.Diff(want, compact(x.components())); diff != "" {
		t.Errorf("components (-want +got):\n%s", diff)
	}
}

func TestYAMLSaysWhatJSONSays(t *testing.T) {
	values := []string{
		`{"a":{},"b":[],"c":[[1,2],[{"d":null}],{}],"e":[{"f":1,"g":[true]}],"h":"yes"}`,
		`{"no":"off","1":"2","x y":"a: b","z":"- q","t":"","u":" lead","n":"null","d":"2024-01-31","e":"1e3","v":"a #b","w":"line\nline","*":"&a","k":"~","o":"0x1f","ü":"é"}`,
		`{"$ref":"#/a","200":{"description":"it's"},"deep":{"deeper":{"deepest":[[["x"]]]}}}`,
	}
	for _, text := range values {
		n, _ := syntax.ParseJSON(syntax.NewSource("v.json", []byte(text)))
		yaml := yamlOf(n)
		again, problems := syntax.ParseYAML(syntax.NewSource("v.yaml", yaml))
		if len(problems) > 0 {
			t.Fatalf("%v in\n%s", problems, yaml)
		}
		if diff := cmp.Diff(compact(n), compact(again)); diff != "" {
			t.Errorf("read again (-want +got):\n%s\nof\n%s", diff, yaml)
		}
		if !json.Valid(jsonOf(n)) {
			t.Errorf("no JSON: %s", jsonOf(n))
		}
	}
}

// FuzzSchemas holds that no schema breaks the export, and that what is written
// is JSON, and the same in YAML.
func FuzzSchemas(f *testing.F) {
	for _, s := range []string{"{}", "true", "{$ref: '#'}", "{allOf: [{$ref: '#'}], nullable: true}", "{properties: {a: {items: [{}]}}}", "{oneOf: [{required: [a]}, {type: array}]}"} {
		f.Add(s, "a.b")
	}
	f.Fuzz(func(t *testing.T, s, path string) {
		root, _ := syntax.ParseYAML(syntax.NewSource("s.yaml", []byte(s)))
		if root == nil {
			return
		}
		schema := &spec.Schema{Node: root, Resolve: func(ref *syntax.Node) (*syntax.Node, error) {
			if n := root.At(strings.TrimPrefix(ref.Text, "#")); n != nil {
				return n, nil
			}
			return nil, &spec.RefError{Ref: ref.Text}
		}}
		x := newSchemas()
		n := x.write(schema)
		a := objectOf(schema)
		for _, shaped := range []*answer{
			a, a.target(path), newTree([]string{path}, true).allowed(a), newTree([]string{path}, false).denied(a),
			a.rename(map[string]string{path: "x"}), merge(a, unknown()), either(a, a.optional()),
		} {
			put(n, "shaped", x.writeAnswer(shaped))
		}
		if text := jsonOf(n); !json.Valid(text) {
			t.Errorf("no JSON: %s", text)
		}
		if c := x.components(); c != nil && !json.Valid(jsonOf(c)) {
			t.Errorf("no JSON: %s", jsonOf(c))
		}
	})
}
