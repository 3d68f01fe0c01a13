package generate_test

import (
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
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

// TestRealDocumentsMerge checks that a file of one document, indented anew,
// survives a run that changes nothing, that what a fresh file becomes is what
// another document gives, and that the bodies of requests make schemas that
// compile.
func TestRealDocumentsMerge(t *testing.T) {
	var before *generate.Result
	for _, file := range samples(t) {
		svc, err := openapi.Load(t.Context(), file, openapi.Options{Name: "api"})
		if err != nil {
			t.Fatal(err)
		}
		svc.Operations = slices.DeleteFunc(svc.Operations, func(op *spec.Operation) bool { return op.Fault != nil })
		res := run(t, generate.Options{Name: "api", Host: "http://backend:8080", ValidateBodies: true}, svc)
		doc := mustStart(t, res.Config)
		for _, e := range res.Endpoints {
			if strings.HasPrefix(e.Extra["validation/json-schema"], `{"$ref":"#/components`) {
				t.Errorf("%s: the schema of %s %s has foreign references", file, e.Method, e.Path)
			}
		}
		tabs := strings.ReplaceAll(string(res.Config), "  ", "\t")
		began := time.Now()
		same, err := generate.Merge(config.Parse("krakend.json", []byte(tabs)), res.Base, res, generate.MergeOptions{})
		if err != nil || string(same.Config) != tabs || len(same.Changes)+len(same.Findings) > 0 {
			t.Errorf("%s: nothing changed, but %v %d changes", file, err, len(same.Changes))
		}
		if before != nil {
			next, err := generate.Merge(config.Parse("krakend.json", before.Config), before.Base, res, generate.MergeOptions{})
			if err != nil || string(next.Config) != string(res.Config) {
				t.Errorf("%s: the merge differs from a fresh file: %v", file, err)
			}
			into, err := generate.Merge(config.Parse("krakend.json", []byte("{\"version\": 3, \"endpoints\": []}")), generate.Base{}, res, generate.MergeOptions{})
			if err != nil || len(config.Parse("", into.Config).Service().Endpoints()) != doc.Service().NumEndpoints() {
				t.Errorf("%s: merged into nothing: %v", file, err)
			}
		}
		t.Logf("%s: %d endpoints in %s", filepath.Base(file), len(res.Endpoints), time.Since(began))
		before = res
	}
}

func mustStart(t *testing.T, text []byte) *config.Document {
	t.Helper()
	doc := config.Parse("krakend.json", text)
	findings := slices.Concat(doc.Findings, doc.Service().Findings(), start.Check(doc.Service()))
	for i, f := range findings {
		if i > 10 {
			t.Errorf("and %d more", len(findings)-i)
			break
		}
		t.Errorf("the config does not start: %s", f)
	}
	return doc
}
