package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

func keyOrder(pointer string) []string {
	if pointer == "" {
		return []string{"$schema", "version", "name", "timeout", "endpoints"}
	}
	return []string{"endpoint", "method", "backend", "host", "url_pattern"}
}

func TestLayoutIsThatOfGeneratedFiles(t *testing.T) {
	t.Parallel()
	long := `"` + strings.Repeat("x", 60) + `"`
	tests := []struct {
		name, in, want string
		how            config.Layout
	}{
		{"minified", `{"version":3,"endpoints":[{"endpoint":"/a","backend":[{"host":["http://a:80"],"url_pattern":"/a"}]}]}`, `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/a",
      "backend": [
        {
          "host": ["http://a:80"],
          "url_pattern": "/a"
        }
      ]
    }
  ]
}
`, config.Layout{}},
		{"empty", `{ "endpoints" : [ ], "extra_config" : { } }`, "{\n  \"endpoints\": [],\n  \"extra_config\": {}\n}\n", config.Layout{}},
		{"spelling stays", `{"a":1.50e+3,"b":"\u00e9\/é","c":-0}`, "{\n  \"a\": 1.50e+3,\n  \"b\": \"\\u00e9\\/é\",\n  \"c\": -0\n}\n", config.Layout{}},
		{"long lists stand over lines", `{"a":[` + long + `,` + long + `]}`, "{\n  \"a\": [\n    " + long + ",\n    " + long + "\n  ]\n}\n", config.Layout{}},
		{"line endings stay", "{\r\n\"a\":1}", "{\r\n  \"a\": 1\r\n}\r\n", config.Layout{}},
		{"indent", `{"a":1}`, "{\n\t\"a\": 1\n}\n", config.Layout{Indent: "\t"}},
		{"keys", `{"endpoints":[],"@why":"it","timeout":"1s","other":1,"version":3,"$schema":"s","_end":1}`,
			"{\n  \"$schema\": \"s\",\n  \"version\": 3,\n  \"@why\": \"it\",\n  \"timeout\": \"1s\",\n  \"endpoints\": [],\n  \"other\": 1,\n  \"_end\": 1\n}\n", config.Layout{KeyOrder: keyOrder}},
		{"the last of equal keys stays the last", `{"Name":"a","version":3,"name":"b","NAME":"c"}`,
			"{\n  \"version\": 3,\n  \"Name\": \"a\",\n  \"name\": \"b\",\n  \"NAME\": \"c\"\n}\n", config.Layout{KeyOrder: keyOrder}},
		{"endpoints", `{"endpoints":[{"endpoint":"/b"},{"endpoint":"/a","method":"POST"},{"endpoint":"/a","@n":[{"b":1,"a":2}]}]}`,
			"{\n  \"endpoints\": [\n    {\n      \"endpoint\": \"/a\",\n      \"@n\": [{\"b\": 1, \"a\": 2}]\n    },\n    {\n      \"endpoint\": \"/a\",\n      \"method\": \"POST\"\n    },\n    {\n      \"endpoint\": \"/b\"\n    }\n  ]\n}\n", config.Layout{SortEndpoints: true}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, err := config.Parse("krakend.json", []byte(tt.in)).Layout(tt.how)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, string(got)); diff != "" {
				t.Error(diff)
			}
			again, err := config.Parse("krakend.json", got).Layout(tt.how)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(got), string(again)); diff != "" {
				t.Errorf("the second time differs:\n%s", diff)
			}
		})
	}
}

func TestLayoutRefusesWhatItWouldHarm(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, file, text, want string }{
		{"comments", "a.json", "{\n// why\n\"a\": 1}", "a.json:2:1: "},
		{"all mistakes", "a.json", "{\"a\": 1,\n\"b\": [1,],}", "a.json:2:10: "},
		{"nothing", "a.json", "", "the file is empty"},
		{"YAML", "a.yaml", "version: 3", "only JSON has a canonical layout"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Parse(tt.file, []byte(tt.text)).Layout(config.Layout{})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("the error is %v, want %q", err, tt.want)
			}
		})
	}
}

func FuzzLayoutKeepsValuesAndIsStable(f *testing.F) {
	for _, seed := range []string{
		`{"version":3,"endpoints":[{"endpoint":"/b","@c":1},{"endpoint":"/a"}]}`, `[1,2.50,"\u0041",{"a":{"A":[]}}]`, `"x"`, `{"a":1,"a":2}`,
		`{"Endpoints":[{"backend":[null,{}]}]}`, "{\r\n}", `{"@a":{"b":1},"c":2}`,
	} {
		f.Add(seed, true)
	}
	f.Fuzz(func(t *testing.T, text string, sort bool) {
		doc := config.Parse("a.json", []byte(text))
		how := config.Layout{}
		if sort {
			how = config.Layout{KeyOrder: keyOrder, SortEndpoints: true}
		}
		out, err := doc.Layout(how)
		if err != nil {
			return
		}
		next := config.Parse("a.json", out)
		again, err := next.Layout(how)
		if err != nil || string(again) != string(out) {
			t.Fatalf("%q becomes %q, then %q (%v)", text, out, again, err)
		}
		if a, b := scalars(doc.Root), scalars(next.Root); sort == false && cmp.Diff(a, b) != "" || len(a) != len(b) {
			t.Fatalf("%q holds %v, laid out %v", text, a, b)
		}
	})
}

// scalars lists the keys and values of a tree as they are spelt.
func scalars(n *syntax.Node) []string {
	var list []string
	n.Walk(func(pointer string, n *syntax.Node) bool {
		list = append(list, pointer)
		if n.Kind < syntax.Array {
			list = append(list, n.Span.Text())
		}
		return true
	})
	return list
}
