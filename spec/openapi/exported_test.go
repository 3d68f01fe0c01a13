package openapi_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// TestExportedDocumentsAreValid has the validator look at whole exported
// documents, schemas included.
func TestExportedDocumentsAreValid(t *testing.T) {
	files := []string{filepath.Join("..", "..", "examples", "shop", "users.json"), filepath.Join("..", "..", "examples", "shop", "products.json")}
	samples, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "samples", "openapi", "*.*"))
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, samples...) {
		info, err := os.Stat(file)
		if err != nil || info.Size() > 500<<10 || filepath.Ext(file) == ".tsv" {
			continue
		}
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			svc, err := openapi.Load(t.Context(), file, openapi.Options{Name: "api"})
			if err != nil {
				t.Fatal(err)
			}
			svc.Hosts = []string{"http://backend:8080"}
			services := []*spec.Service{svc}
			res, err := generate.Run(t.Context(), services, generate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			api := export.New(config.Parse("krakend.json", res.Config).Service(), services, export.Options{})
			doc, err := openapi3.NewLoader().LoadFromData(api.OpenAPI(export.JSON))
			if err != nil {
				t.Fatal(err)
			}
			if err := doc.Validate(t.Context(), openapi3.EnableMultiError(), openapi3.DisableExamplesValidation(), openapi3.DisableSchemaPatternValidation()); err != nil {
				t.Error(err)
			}
		})
	}
}
