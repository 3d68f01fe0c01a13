package openapi_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// FuzzLoad checks that no document makes the reader, or what judges its
// operations, panic or hang.
func FuzzLoad(f *testing.F) {
	broken, err := os.ReadFile(filepath.Join("testdata", "broken.yaml"))
	if err != nil {
		f.Fatal(err)
	}
	for _, seed := range []string{
		small, string(broken), "swagger: '2.0'\nhost: h\nbasePath: /a\nschemes: [https]\npaths: {/a: {post: {consumes: [multipart/form-data], parameters: [{in: formData, name: f, type: file}], responses: {200: {schema: {type: file}}}}}}",
		`{"openapi": "3.1.0", "paths": {"/{a}": {"get": {"parameters": [null, 1, {}], "responses": {"2XX": {"content": {"a/b": null}}, "default": []}, "security": [{}, {"x": []}]}}}}`,
		`{"openapi": "3.1.0", "servers": [{"url": "http://{a}/{b}", "variables": {"a": {"default": "x"}}}], "paths": []}`,
		"openapi: 3.0.0\npaths: &a\n  /x: *a\n",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		svc, err := openapi.Load(t.Context(), "-", openapi.Options{Stdin: strings.NewReader(text)})
		if err != nil {
			if strings.Contains(err.Error(), "\n") {
				t.Errorf("an error of several lines: %q", err)
			}
			return
		}
		for _, op := range svc.Operations {
			spec.Infer(op, spec.InferOptions{})
			for _, r := range op.Responses {
				for _, m := range r.Media {
					m.Sample()
					m.Schema.Lookup("a.b")
				}
			}
		}
		spec.NewIndex([]*spec.Service{svc}).Match("http://h", "GET", "/a/{b}")
	})
}
