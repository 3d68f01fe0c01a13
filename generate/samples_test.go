package generate_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// samples are real documents, where they are at hand.
func samples(t *testing.T) []string {
	t.Helper()
	var files []string
	root := filepath.Join("..", "..", "shared", "samples", "openapi")
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		switch ext := filepath.Ext(path); {
		case err != nil, d.IsDir() && d.Name() == "common":
			return fs.SkipDir
		case filepath.Base(filepath.Dir(path)) == "spec" && d.Name() != "swagger.json":
		case ext == ".json", ext == ".yaml", ext == ".yml":
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skip("no samples here")
	}
	return files
}

func TestRealDocumentsGiveConfigsThatStart(t *testing.T) {
	for _, file := range samples(t) {
		t.Run(filepath.Base(file), func(t *testing.T) {
			began := time.Now()
			svc, err := openapi.Load(t.Context(), file, openapi.Options{})
			if err != nil {
				t.Fatal(err)
			}
			res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{Host: "http://backend:8080"})
			if err != nil {
				t.Fatal(err)
			}
			t.Logf("%s, %d bytes in %s", res.Report.Summary(), len(res.Config), time.Since(began))
			for _, f := range res.Findings {
				if f.Severity == diag.Error {
					t.Error(f)
				}
			}
			if len(res.Report.Entries) != len(svc.Operations) {
				t.Errorf("%d of %d operations are in the report", len(res.Report.Entries), len(svc.Operations))
			}
			svc.Hosts = []string{"http://backend:8080"}
			mustLintClean(t, mustStart(t, res.Config), []*spec.Service{svc})
		})
	}
}

func mustStart(t *testing.T, text []byte) *config.Document {
	t.Helper()
	doc := config.Parse("krakend.json", text)
	findings := slices.Concat(doc.Findings, doc.Service().Findings, start.Check(doc.Service()))
	for i, f := range findings {
		if i > 10 {
			t.Errorf("and %d more", len(findings)-i)
			break
		}
		t.Errorf("the config does not start: %s", f)
	}
	return doc
}
