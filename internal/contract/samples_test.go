package contract_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/internal/contract"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// TestGeneratedGatewaysKeepTheirPromise tests what is generated from real
// documents, where they are at hand.
func TestGeneratedGatewaysKeepTheirPromise(t *testing.T) {
	root := filepath.Join("..", "..", "..", "shared", "samples", "openapi")
	var files []string
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && strings.Contains(".json.yaml.yml", filepath.Ext(path)) {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		files = nil // they are not everywhere
	}
	own, err := filepath.Glob(filepath.Join("..", "proof", "document", "testdata", "documents", "*.*"))
	if err != nil || len(own) == 0 {
		t.Fatalf("there are no documents: %v", err)
	}
	for _, file := range append(files, own...) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			if info, err := os.Stat(file); err != nil || info.Size() > 1<<20 {
				t.Skip("too large")
			}
			svc, err := openapi.Load(t.Context(), file, openapi.Options{})
			switch {
			case err != nil && strings.Contains(err.Error(), "not an OpenAPI document"):
				t.Skip("a part of another document")
			case err != nil:
				t.Fatal(err)
			}
			svc.Hosts = []string{"http://backend:8080"}
			services := []*spec.Service{svc}
			res, err := generate.Run(t.Context(), services, generate.Options{})
			if err != nil {
				t.Fatal(err)
			}
			result, err := contract.Run(t.Context(), config.Parse("krakend.json", res.Config), services, contract.Options{})
			if err != nil {
				t.Fatal(err)
			}
			for _, c := range result.Checks {
				if c.Outcome == contract.Failed {
					t.Errorf("%s %s: %d %s: %s", c.Method, c.Request, c.Status, c.MediaType, strings.Join(c.Differences, "; "))
				}
			}
		})
	}
}
