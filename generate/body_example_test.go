package generate

import (
	"bytes"
	"io/fs"
	"path/filepath"
	"slices"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// TestExamplesFitTheirSchemas makes an example of every schema of a body, an
// answer or a parameter in many documents, and has it checked by the schema
// as it is written into configurations.
func TestExamplesFitTheirSchemas(t *testing.T) {
	t.Parallel()
	for _, root := range []string{filepath.Join("..", "internal", "proof", "document", "testdata", "documents"), filepath.Join("..", "..", "shared", "samples", "openapi")} {
		err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !slices.Contains([]string{".json", ".yaml", ".yml"}, filepath.Ext(path)) {
				return nil // the samples need not be there
			}
			if info, err := d.Info(); err != nil || info.Size() > 1<<20 {
				return nil // thousands of schemas take their time
			}
			svc, err := openapi.Load(t.Context(), path, openapi.Options{})
			if err != nil {
				return nil // a part of another document
			}
			t.Run(filepath.Base(path), func(t *testing.T) {
				t.Parallel()
				checked := 0
				for _, op := range svc.Operations {
					for _, s := range schemasOf(op) {
						if checkExample(t, op, s) {
							checked++
						}
					}
				}
				t.Logf("%d schemas", checked)
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func schemasOf(op *spec.Operation) []*spec.Schema {
	var list []*spec.Schema
	add := func(media []spec.Media) {
		for _, m := range media {
			if c := spec.ClassOf(m.Type); c == spec.JSONMedia || c == spec.AnyMedia {
				list = append(list, m.Schema)
			}
		}
	}
	for _, r := range op.Responses {
		add(r.Media)
	}
	if op.Body != nil {
		add(op.Body.Media)
	}
	for _, p := range op.Params {
		list = append(list, p.Schema)
	}
	return slices.DeleteFunc(list, func(s *spec.Schema) bool { return s == nil || s.Node == nil || s.Node.Kind != syntax.Object })
}

// loosen lets a value fit several alternatives of oneOf: objects whose
// properties are all optional fit each other, and no value fits one alone.
func loosen(value any) {
	switch v := value.(type) {
	case []any:
		for _, item := range v {
			loosen(item)
		}
	case map[string]any:
		if list, ok := v["oneOf"].([]any); ok && v["anyOf"] == nil {
			delete(v, "oneOf")
			v["anyOf"] = list
		}
		for _, member := range v {
			loosen(member)
		}
	}
}

// contradictory are the operations whose schemas no value fits: a part wants a
// property that another part forbids.
var contradictory = map[string]bool{"swashbuckle-nswagclientexample.openapi3.json POST /SecondLevel": true}

func checkExample(t *testing.T, op *spec.Operation, s *spec.Schema) bool {
	t.Helper()
	c := newConverter(s, &bodies{})
	text, err := c.convert()
	if err != nil || compiles(text) != nil {
		return false
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader([]byte(text)))
	if err != nil {
		t.Fatal(err)
	}
	loosen(doc)
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource("schema.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := compiler.Compile("schema.json")
	if err != nil {
		t.Fatal(err)
	}
	example := s.Example()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	if err := compiled.Validate(value); err != nil && !contradictory[filepath.Base(op.Service.Source.Name)+" "+op.Method+" "+op.Path] {
		t.Errorf("%s: %v\n%.600s", op.Place(), err, example)
	}
	return true
}
