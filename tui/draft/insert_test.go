package draft

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
)

// TestManyValuesAreInsertedAsOneByOne puts endpoints in at once and one after the
// other: both give the same bytes, in every format and layout.
func TestManyValuesAreInsertedAsOneByOne(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"krakend.json":   "{\n\t\"version\": 3,\n\t\"endpoints\": [\n\t\t{\"endpoint\": \"/a\", \"backend\": []}\n\t]\n}\n",
		"two.json":       "{\n  \"endpoints\": [\n    {\"endpoint\": \"/a\"},\n    {\"endpoint\": \"/b\"}\n  ]\n}\n",
		"two.yaml":       "endpoints:\n  # the first\n  - endpoint: /a # here\n\n  # the second\n  - endpoint: /b\n    # below it\nname: x\n",
		"minified.json":  `{"version":3,"endpoints":[{"endpoint":"/a","backend":[]}]}`,
		"empty.json":     `{"version": 3, "endpoints": []}`,
		"none.json":      "{\n  \"version\": 3\n}\n",
		"crlf.json":      "{\r\n  \"version\": 3,\r\n  \"endpoints\": [\r\n    {\"endpoint\": \"/a\"}\r\n  ]\r\n}\r\n",
		"krakend.yaml":   "version: 3\nendpoints:\n  - endpoint: /a # first\n    backend: []\n# the end\n",
		"last.yaml":      "version: 3\nendpoints:\n- endpoint: /a\n  backend: []",
		"flow.yaml":      "version: 3\nendpoints: [{endpoint: /a, backend: []}]\nname: x\n",
		"none.yaml":      "version: 3\nname: x\n",
		"emptylist.yaml": "version: 3\nendpoints: []\nname: x\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var added []string
			for i := range 4 {
				added = append(added, fmt.Sprintf("{\n  \"endpoint\": \"/n%d\",\n  \"backend\": [\n    {\n      \"url_pattern\": \"/n\"\n    }\n  ]\n}", i))
			}
			for index := range config.Parse(name, []byte(text)).Service().NumEndpoints() + 1 {
				once, each := New(config.Parse(name, []byte(text))), New(config.Parse(name, []byte(text)))
				if err := once.InsertAll("add", once.Doc().Service().Object, "endpoints", index, added); err != nil {
					t.Fatal(err)
				}
				for i, json := range added {
					if err := each.Insert("add", each.Doc().Service().Object, "endpoints", index+i, json); err != nil {
						t.Fatal(err)
					}
				}
				if diff := cmp.Diff(each.Doc().Source.Text, once.Doc().Source.Text); diff != "" {
					t.Errorf("at %d: %s", index, diff)
				}
				if once.Doc().Broken() || len(once.Past()) != 1 {
					t.Errorf("it cannot be read, or is no single step:\n%s", once.Doc().Source.Text)
				}
				if once.Undo(); once.Doc().Source.Text != text {
					t.Errorf("undo gives\n%s", once.Doc().Source.Text)
				}
			}
		})
	}
}
