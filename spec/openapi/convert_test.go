package openapi

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi2"
	"github.com/getkin/kin-openapi/openapi2conv"
	"github.com/getkin/kin-openapi/openapi3"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/spec"
)

// facts is what must not depend on who reads a document.
type facts struct {
	Params []string // place and name, without bodies
	Media  []string // status and media type of answers
	Body   bool
}

// TestOurReadingOfSwagger2AgreesWithTheConversion reads documents in both ways:
// by the tree, and by the conversion to version 3 of kin-openapi.
func TestOurReadingOfSwagger2AgreesWithTheConversion(t *testing.T) {
	files := []string{filepath.Join("..", "..", "examples", "shop", "users.json"), filepath.Join("..", "..", "examples", "shop", "products.json")}
	more, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "samples", "openapi", "*swagger2.json"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, more...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			svc, err := Load(t.Context(), file, Options{})
			if err != nil {
				t.Fatal(err)
			}
			var old openapi2.T
			if err := json.Unmarshal(data, &old); err != nil {
				t.Fatal(err)
			}
			doc, err := openapi2conv.ToV3(&old)
			if err != nil {
				t.Fatal(err)
			}
			ours, theirs := map[string]facts{}, map[string]facts{}
			for _, op := range svc.Operations {
				ours[op.Method+" "+op.Path] = factsOf(op)
			}
			for path, item := range doc.Paths.Map() {
				for method, op := range item.Operations() {
					theirs[method+" "+path] = convertedFacts(doc, item, op)
				}
			}
			if diff := cmp.Diff(theirs, ours); diff != "" {
				t.Errorf("operations (-conversion +ours):\n%.4000s", diff)
			}
		})
	}
}

func factsOf(op *spec.Operation) facts {
	f := facts{Body: op.Body != nil}
	for _, p := range op.Params {
		f.Params = append(f.Params, string(p.In)+" "+p.Name)
	}
	for _, r := range op.Responses {
		for _, m := range r.Media {
			f.Media = append(f.Media, r.Status+" "+m.Type)
		}
	}
	slices.Sort(f.Params)
	slices.Sort(f.Media)
	return f
}

func convertedFacts(doc *openapi3.T, item *openapi3.PathItem, op *openapi3.Operation) facts {
	f := facts{Body: op.RequestBody != nil}
	for _, p := range slices.Concat(item.Parameters, op.Parameters) {
		if p.Value == nil {
			p = doc.Components.Parameters[strings.TrimPrefix(p.Ref, "#/components/parameters/")]
		}
		f.Params = append(f.Params, p.Value.In+" "+p.Value.Name)
	}
	for status, r := range op.Responses.Map() {
		if r.Value == nil {
			r = doc.Components.Responses[strings.TrimPrefix(r.Ref, "#/components/responses/")]
		}
		for mediaType, m := range r.Value.Content {
			if m.Schema != nil {
				f.Media = append(f.Media, status+" "+mediaType)
			}
		}
	}
	slices.Sort(f.Params)
	slices.Sort(f.Media)
	return f
}
