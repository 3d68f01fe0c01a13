package schemas_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xeipuuv/gojsonschema"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/schemas"
)

// bundle returns a bundled schema as a tree.
func bundle(t *testing.T, name string) *syntax.Node {
	t.Helper()
	data, err := schemas.Bundle(name)
	if err != nil {
		t.Fatal(err)
	}
	n, problems := syntax.ParseJSON(syntax.NewSource(name, data))
	if len(problems) > 0 {
		t.Fatalf("%s: %v", name, problems)
	}
	return n
}

func TestEveryBundleCompilesAndRefersToNothingOutside(t *testing.T) {
	t.Parallel()
	for _, name := range schemas.Names() {
		data, err := schemas.Bundle(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(data)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		bundle(t, name).Walk(func(p string, n *syntax.Node) bool {
			if ref := n.Get("$ref").Str(); ref != "" && !strings.HasPrefix(ref, "#/definitions/") {
				t.Errorf("%s%s refers to %q", name, p, ref)
			} else if ref != "" && len(n.Members()) > 1 {
				t.Errorf("%s%s has words beside a reference, which draft-07 passes over", name, p)
			}
			return true
		})
	}
}

func TestBundleNamesWhatThereIsForAnUnknownName(t *testing.T) {
	t.Parallel()
	_, err := schemas.Bundle("gateway")
	if err == nil || !strings.Contains(err.Error(), "service") {
		t.Errorf("the error is %v", err)
	}
}

// TestEveryPlaceIsDescribed walks all schemas: every property and every element
// of a list says what it is, in a sentence, and objects are closed.
func TestEveryPlaceIsDescribed(t *testing.T) {
	t.Parallel()
	for _, name := range schemas.Names() {
		bundle(t, name).Walk(func(p string, n *syntax.Node) bool {
			if strings.HasSuffix(p, "/examples") || strings.HasSuffix(p, "/default") || name != "lint-report" && p == "/definitions" {
				return false // what is defined in another file is judged there
			}
			parent := p[:max(0, strings.LastIndexByte(p, '/'))]
			isPlace := strings.HasSuffix(parent, "/properties") || strings.HasSuffix(p, "/items")
			if n.Kind != syntax.Object || !isPlace || n.Get("$ref") != nil || n.Get("required") != nil && n.Get("type") == nil {
				return true
			}
			d := n.Get("description").Str()
			if len(d) < 10 || !strings.HasSuffix(d, ".") {
				t.Errorf("%s%s has the description %q", name, p, d)
			}
			if n.Get("properties") != nil && n.Get("additionalProperties") == nil {
				t.Errorf("%s%s is open to any key", name, p)
			}
			return true
		})
	}
}

func TestEnumsAreTheTablesOfFact(t *testing.T) {
	t.Parallel()
	var encodings, outputs []string
	for _, e := range fact.Encodings() {
		encodings = append(encodings, e.Name)
	}
	for _, o := range fact.Outputs() {
		outputs = append(outputs, o.Name)
	}
	for _, tt := range []struct {
		pointer string
		want    []string
	}{
		{"/output_encoding", outputs},
		{"/endpoints/0/output_encoding", outputs},
		{"/endpoints/0/method", fact.EndpointMethods()},
		{"/endpoints/0/backend/0/encoding", encodings},
		{"/endpoints/0/backend/0/method", fact.BackendMethods()},
		{"/async_agent/0/backend/0/encoding", encodings},
	} {
		f, ok := schemas.Describe(tt.pointer)
		if !ok {
			t.Errorf("%s is not described", tt.pointer)
		}
		if diff := cmp.Diff(tt.want, f.Enum, cmpopts.SortSlices(strings.Compare)); diff != "" {
			t.Errorf("%s (-fact +schema):\n%s", tt.pointer, diff)
		}
	}
}

func TestNamespacesAreTheTableOfFact(t *testing.T) {
	t.Parallel()
	for level, pointer := range map[fact.Level]string{
		fact.Service: "/extra_config", fact.Endpoint: "/endpoints/0/extra_config",
		fact.Backend: "/endpoints/0/backend/0/extra_config", fact.AsyncAgent: "/async_agent/0/extra_config",
	} {
		f, ok := schemas.Describe(pointer)
		if !ok {
			t.Fatalf("%s is not described", pointer)
		}
		var want []string
		for _, n := range fact.Namespaces(level) {
			want = append(want, n.Name)
			field, ok := schemas.Describe(syntax.Join(pointer, n.Name))
			if !ok || field.Enterprise != (n.Edition == fact.Enterprise) {
				t.Errorf("%s at %s: described %v, enterprise %v", n.Name, level, ok, field.Enterprise)
			}
			if n.Edition == fact.Enterprise && !strings.Contains(field.Description, "Enterprise") {
				t.Errorf("%s at %s does not say that it is of the Enterprise Edition", n.Name, level)
			}
			if _, own := schemas.File(n.Name, string(level)); own != (n.Edition == fact.Community) {
				t.Errorf("%s at %s has a schema: %v", n.Name, level, own)
			}
		}
		if diff := cmp.Diff(want, f.Fields, cmpopts.SortSlices(strings.Compare)); diff != "" {
			t.Errorf("%s (-fact +schema):\n%s", level, diff)
		}
	}
}

// TestFieldsAreThoseOfTheTypedView gives the typed view an object with every
// field of the schema, and the schema every field that the view knows.
func TestFieldsAreThoseOfTheTypedView(t *testing.T) {
	t.Parallel()
	unknown := func(pointer, text string, of func(*config.Service) config.Object) {
		t.Helper()
		field, ok := schemas.Describe(pointer)
		if !ok {
			t.Fatalf("%q is not described", pointer)
		}
		var keys []string
		for _, name := range field.Fields {
			if name != "$schema" {
				keys = append(keys, `"`+name+`": null`)
			}
		}
		doc := config.Parse("krakend.json", []byte(strings.ReplaceAll(text, "KEYS", strings.Join(keys, ", "))))
		for _, m := range of(doc.Service()).Unknown {
			t.Errorf("%q: the typed view does not know %q", pointer, m.Name)
		}
	}
	unknown("", `{KEYS}`, func(s *config.Service) config.Object { return s.Object })
	unknown("/tls", `{"tls": {KEYS}}`, func(s *config.Service) config.Object { return s.TLS.Object })
	unknown("/client_tls", `{"client_tls": {KEYS}}`, func(s *config.Service) config.Object { return s.ClientTLS.Object })
	unknown("/plugin", `{"plugin": {KEYS}}`, func(s *config.Service) config.Object { return s.Plugin.Object })
	unknown("/endpoints/0", `{"endpoints": [{KEYS}]}`, func(s *config.Service) config.Object { return s.Endpoint(0).Object })
	unknown("/endpoints/0/backend/0", `{"endpoints": [{"backend": [{KEYS}]}]}`, func(s *config.Service) config.Object { return s.Endpoint(0).Backends[0].Object })
	unknown("/async_agent/0", `{"async_agent": [{KEYS}]}`, func(s *config.Service) config.Object { return s.AsyncAgents[0].Object })

	// The other way round: as many fields as the view has values.
	for pointer, view := range map[string]any{
		"": config.Service{}, "/endpoints/0": config.Endpoint{}, "/endpoints/0/backend/0": config.Backend{},
		"/tls": config.TLS{}, "/client_tls": config.ClientTLS{}, "/plugin": config.Plugin{},
	} {
		field, _ := schemas.Describe(pointer)
		have := len(field.Fields)
		if slices.Contains(field.Fields, "$schema") {
			have--
		}
		if want := values(reflect.TypeOf(view)); have != want {
			t.Errorf("%q: the schema has %d fields, the typed view %d: %v", pointer, have, want, field.Fields)
		}
	}
}

// values counts the fields of a view that stand for a key.
func values(t reflect.Type) int {
	n := 0
	if t == reflect.TypeFor[config.Service]() {
		n++ // endpoints, which are read when they are asked for
	}
	for i := range t.NumField() {
		switch f := t.Field(i); f.Name {
		case "Object", "Doc", "Service", "Endpoint", "Agent", "Index", "Backends":
		default:
			if f.IsExported() {
				n++
			}
		}
	}
	return n
}

func TestDescribeSaysWhatAFormNeeds(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pointer string
		want    schemas.Field
	}{
		{"/port", schemas.Field{Name: "port", Type: "integer", Default: "8080"}},
		{"/version", schemas.Field{Name: "version", Type: "integer", Default: "3", Required: true}},
		{"/endpoints/7/endpoint", schemas.Field{Name: "endpoint", Type: "string", Required: true}},
		{"/endpoints/0/backend/3/is_collection", schemas.Field{Name: "is_collection", Type: "boolean", Default: "false"}},
		{"/endpoints/0/extra_config/qos~1ratelimit~1router/strategy", schemas.Field{Name: "strategy", Type: "string", Enum: []string{"ip", "header", "param"}}},
		{"/extra_config/auth~1basic", schemas.Field{Name: "auth/basic", Enterprise: true}},
		{"/allow_insecure_connections", schemas.Field{Name: "allow_insecure_connections", Type: "boolean", Default: "false", Deprecated: true, Successor: "client_tls.allow_insecure_connections"}},
	} {
		got, ok := schemas.Describe(tt.pointer)
		if !ok {
			t.Errorf("%s is not described", tt.pointer)
			continue
		}
		if got.Description == "" {
			t.Errorf("%s has no description", tt.pointer)
		}
		if diff := cmp.Diff(tt.want, got, cmpopts.IgnoreFields(schemas.Field{}, "Description", "Title", "Examples", "Fields")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.pointer, diff)
		}
	}
	for _, pointer := range []string{"/portt", "port", "/endpoints/x", "/endpoints/-1/method", "/port/0", "/endpoints/0/backend/0/mapping/a/b"} {
		if _, ok := schemas.Describe(pointer); ok {
			t.Errorf("%q is described", pointer)
		}
	}
}

func TestExamplesAndDefaultsMeetTheirSchemas(t *testing.T) {
	t.Parallel()
	for _, name := range schemas.Names() {
		root := bundle(t, name)
		root.Walk(func(p string, n *syntax.Node) bool {
			if p == "/definitions" {
				return false
			}
			if n.Kind != syntax.Object || n.Get("type") == nil || n.Get("$ref") != nil {
				return true
			}
			for _, key := range []string{"examples", "default"} {
				values := n.Get(key)
				if values == nil || n.Get("type").Kind == syntax.Object {
					continue
				}
				items := []*syntax.Node{values}
				if key == "examples" {
					items = values.Items()
				}
				for _, v := range items {
					meets(t, root, n, v, name+p)
				}
			}
			return true
		})
	}
}

func meets(t *testing.T, root, schema, value *syntax.Node, at string) {
	t.Helper()
	text := schema.Span.Text()
	if defs := root.Get("definitions"); defs != nil && strings.Contains(text, "$ref") {
		text = strings.TrimSuffix(strings.TrimSpace(text), "}") + `, "definitions": ` + defs.Span.Text() + "}"
	}
	result, err := gojsonschema.Validate(gojsonschema.NewStringLoader(text), gojsonschema.NewStringLoader(value.Span.Text()))
	if err != nil {
		t.Errorf("%s: %v", at, err)
		return
	}
	if !result.Valid() {
		t.Errorf("%s: %s does not meet it: %v", at, value.Span.Text(), result.Errors())
	}
}

func TestStrictSchemaTakesCommentsEverywhereButInMartian(t *testing.T) {
	t.Parallel()
	data, err := schemas.Bundle("service")
	if err != nil {
		t.Fatal(err)
	}
	schema, err := gojsonschema.NewSchema(gojsonschema.NewBytesLoader(data))
	if err != nil {
		t.Fatal(err)
	}
	const format = `{"version": 3, "@c": 1, "endpoints": [{"endpoint": "/a", "_c": [], "backend": [{"url_pattern": "/a", "#c": {}, "extra_config": {"$c": 1, "modifier/martian": MARTIAN}}]}]}`
	for martian, want := range map[string]bool{
		`{"header.Copy": {"scope": ["request"]}}`:             true,
		`{"header.Copy": {"scope": ["request"]}, "@c": "no"}`: false,
	} {
		text := strings.ReplaceAll(format, "MARTIAN", martian)
		if !json.Valid([]byte(text)) {
			t.Fatal(text)
		}
		result, err := schema.Validate(gojsonschema.NewStringLoader(text))
		if err != nil {
			t.Fatal(err)
		}
		if result.Valid() != want {
			t.Errorf("%s: valid is %v: %v", martian, result.Valid(), result.Errors())
		}
	}
}
