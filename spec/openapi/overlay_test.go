package openapi

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

const overlaid = `{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "servers": [{"url": "http://a:80"}],
"components": {"schemas": {"User": {"type": "object"}}},
"paths": {"/users": {
  "get": {"tags": ["a"], "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}, {"name": "r", "in": "query", "schema": {"type": "string"}}], "responses": {"200": {"description": "ok"}}},
  "delete": {"responses": {"204": {"description": "ok"}}}}}}`

func loadOverlaid(t *testing.T, overlays ...string) (*spec.Service, error) {
	t.Helper()
	dir := t.TempDir()
	file := filepath.Join(dir, "api.json")
	write := func(name, text string) string {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("api.json", overlaid)
	opts := Options{Name: "api"}
	for _, text := range overlays {
		opts.Overlays = append(opts.Overlays, write("overlay"+strings.Repeat("x", len(opts.Overlays))+".yaml", text))
	}
	return Load(t.Context(), file, opts)
}

func TestOverlaysChangeTheDocument(t *testing.T) {
	svc, err := loadOverlaid(t, `overlay: 1.0.0
info: {title: o, version: '1'}
actions:
  - target: $.paths['/users'].get
    description: what the answer is
    update:
      tags: [b]
      responses: {'200': {content: {application/json: {schema: {$ref: '#/components/schemas/User'}}}}}
  - {target: "$.paths['/users'].get.parameters[?(@.name == 'r')]", remove: true}
  - {target: $.paths.*.delete, remove: true}
  - {target: $.servers, update: {url: 'http://b:80'}}
  - {target: $.paths, update: {/new: {get: {responses: {'204': {description: new}}}}}}
  - {target: $.nothing, remove: true}
`, `{"overlay": "1.0.0", "actions": [{"target": "$..parameters[0]", "update": {"required": true}}]}`)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, op := range svc.Operations {
		got = append(got, op.Method+" "+op.Path+" "+strings.Join(op.Tags, ","))
	}
	if diff := cmp.Diff([]string{"GET /users a,b", "GET /new "}, got); diff != "" {
		t.Error(diff)
	}
	get := svc.Operations[0]
	if in := spec.Infer(get, spec.InferOptions{}); in.Encoding != "json" || len(get.Params) != 1 || !get.Params[0].Required {
		t.Errorf("%+v %+v", in, get.Params)
	}
	if len(svc.Servers) != 2 || svc.Servers[1].Origin != "http://b:80" {
		t.Errorf("%+v", svc.Servers)
	}
	if at := svc.Operations[1].Span.String(); !strings.HasSuffix(at, "overlay.yaml:12:39") {
		t.Errorf("the new operation stands at %s", at)
	}
	if len(svc.Findings) != 1 || !strings.HasSuffix(svc.Findings[0].String(), `warning: target "$.nothing" selects nothing [spec-overlay]`) {
		t.Errorf("%v", svc.Findings)
	}
}

func TestOverlaysThatCannotBeFollowedAreErrors(t *testing.T) {
	tests := []struct{ name, actions, want string }{
		{"no overlay", "", "it is no overlay"},
		{"no target", "[{remove: true}]", "an action has no target"},
		{"unknown key", "[{target: $, delete: true}]", `3:23: an action has no key "delete"`},
		{"no root", "[{target: paths, remove: true}]", "does not start with $"},
		{"function", "[{target: '$.paths[?length(@.x)>1]', remove: true}]", "is no filter"},
		{"slice", "[{target: '$.servers[0:2]', remove: true}]", "[0:2] is no step"},
		{"union", "[{target: \"$['a','b']\", remove: true}]", "more than one name"},
		{"open", "[{target: \"$['a'\", remove: true}]", "not closed"},
		{"scalar", "[{target: $.openapi, update: 3.1.0}]", "only objects and lists can be updated"},
		{"everything", "[{target: $, remove: true}]", "the whole document cannot be removed"},
		{"no YAML", "[", "did not find expected"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := "overlay: 1.0.0\ninfo: {}\n"
			if tt.actions != "" {
				text += "actions: " + tt.actions + "\n"
			}
			_, err := loadOverlaid(t, text)
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %s", err, tt.want)
			}
		})
	}
}

func TestJSONPathSelects(t *testing.T) {
	root, _ := syntax.ParseJSON(syntax.NewSource("", []byte(`{"a": [{"n": "x", "v": 1}, {"n": "y", "v": true}, {"m": null}], "b c": {"a": [1, 2]}}`)))
	tests := []struct{ path, want string }{
		{"$", "[]"},
		{"$.a", "[0]"},
		{"$.a[*]", "[0 0] [0 1] [0 2]"},
		{"$.a[-1]", "[0 2]"},
		{"$['b c'].a[1]", "[1 0 1]"},
		{`$["b c"]`, "[1]"},
		{"$..a", "[0] [1 0]"},
		{"$..[0]", "[0 0] [1 0 0]"},
		{"$.a[?@.n]", "[0 0] [0 1]"},
		{"$.a[?(@.n=='x')]", "[0 0]"},
		{"$.a[?@.n != 'x']", "[0 1] [0 2]"},
		{"$.a[?@['v'] == 1]", "[0 0]"},
		{"$.a[?@.v == true]", "[0 1]"},
		{"$.a[?@.v == '1']", ""},
		{"$.a[?@.m == null]", "[0 2]"},
		{"$.a.n", ""},
		{"$.*", "[0] [1]"},
	}
	for _, tt := range tests {
		path, err := parseJSONPath(tt.path)
		if err != nil {
			t.Errorf("%s: %v", tt.path, err)
			continue
		}
		var got []string
		for _, place := range path.find(root) {
			got = append(got, fmt.Sprint([]int(place)))
		}
		if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", tt.path, diff)
		}
	}
}

// FuzzJSONPath checks that any text is a query or an error.
func FuzzJSONPath(f *testing.F) {
	for _, s := range []string{"$.a['b'][?@.c == 'd']..e[*]", "$[", "$..", "$.a[?@", "$['", "$[?(@['a']=='b')]"} {
		f.Add(s)
	}
	root, _ := syntax.ParseJSON(syntax.NewSource("", []byte(overlaid)))
	f.Fuzz(func(t *testing.T, s string) {
		if path, err := parseJSONPath(s); err == nil {
			for _, place := range path.find(root) {
				nodeAt(root, place)
			}
		}
	})
}
