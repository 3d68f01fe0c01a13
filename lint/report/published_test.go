package report_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xeipuuv/gojsonschema"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/config/template"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// published are the schemas that the owners of the formats have put out, where
// a Go module carries them.
var published = map[string]struct {
	module, file string
	// constant is the name of the Go constant that is the schema, "" where the
	// file is.
	constant string
	// level is a word deep in each report.
	level string
}{
	"sarif":   {"github.com/owenrumney/go-sarif/v3@v3.3.1", "pkg/report/v210/sarif/schema.go", "schema", `"error"`},
	"rdjson":  {"github.com/reviewdog/reviewdog@v0.21.0", "proto/rdf/jsonschema/DiagnosticResult.json", "", `"ERROR"`},
	"rdjsonl": {"github.com/reviewdog/reviewdog@v0.21.0", "proto/rdf/jsonschema/Diagnostic.json", "", `"ERROR"`},
}

// TestFormatsMeetThePublishedSchemas holds reports to the whole schema of their
// format, and not only to what the project takes it to say. The schemas are
// fetched as Go modules, so it skips without a network or a module cache.
func TestFormatsMeetThePublishedSchemas(t *testing.T) {
	t.Parallel()
	results := publishedCases(t)
	for format, from := range published {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			schema, err := gojsonschema.NewSchema(gojsonschema.NewStringLoader(fetched(t, from.module, from.file, from.constant)))
			if err != nil {
				t.Fatal(err)
			}
			spoiled := strings.Replace(string(render(t, format, results["formats/one"], formatOptions())), from.level, `"fatal"`, 1)
			if len(faults(t, schema, spoiled)) == 0 {
				t.Fatal("the schema accepts what is wrong deep in a report")
			}
			for name, list := range results {
				for _, document := range documents(format, render(t, format, list, formatOptions())) {
					for _, e := range faults(t, schema, document) {
						t.Errorf("%s: %v", name, e)
					}
				}
			}
		})
	}
}

func faults(t *testing.T, schema *gojsonschema.Schema, document string) []gojsonschema.ResultError {
	t.Helper()
	result, err := schema.Validate(gojsonschema.NewStringLoader(document))
	if err != nil {
		t.Fatal(err)
	}
	return result.Errors()
}

// documents are what a report in a format has to validate: itself, or its lines.
func documents(format string, out []byte) []string {
	if format != "rdjsonl" {
		return []string{string(out)}
	}
	return strings.FieldsFunc(string(out), func(r rune) bool { return r == '\n' })
}

// publishedCases are those of the golden files, a report of all that the
// examples of the rules give (fixes, related places, specifications, what is
// ignored), as JSON and as YAML, and one of a template.
func publishedCases(t *testing.T) map[string][]*lint.Result {
	t.Helper()
	list := cases(t)
	for _, c := range formatCases(t) {
		list["formats/"+c.name] = c.results
	}
	list["examples"] = examples(t)
	list["template"] = []*lint.Result{ofTemplate(t)}
	list["yaml"] = []*lint.Result{
		parse(t, "gate way/ключ %41#?.yaml", "version: 2 # 漢字\nendpoints:\n  - endpoint: a\n    backend: [{url_pattern: /𐐀, tiemout: 3s}]\n"),
		parse(t, "broken.yaml", "version: 3\nendpoints: [\n"),
	}
	return list
}

func examples(t *testing.T) []*lint.Result {
	t.Helper()
	var results []*lint.Result
	for _, r := range rule.All() {
		name := r.ID + ".json"
		if r.Name != "" {
			name = r.ID + "/" + r.Name
		}
		opts := lint.Options{
			Enable:   []string{r.ID},
			ReadFile: func(string) ([]byte, error) { return nil, fs.ErrNotExist },
		}
		if r.Spec != "" {
			svc, err := openapi.Load(context.Background(), "-", openapi.Options{Name: r.ID, Stdin: strings.NewReader(r.Spec)})
			if err != nil {
				t.Fatal(err)
			}
			opts.Services = []*spec.Service{svc}
		}
		results = append(results, check(t, name, r.Bad, opts))
	}
	return results
}

// ofTemplate checks a template whose findings lie in it, in a partial and in
// settings.
func ofTemplate(t *testing.T) *lint.Result {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"settings/urls.json":  `{"users": "http://users/api", "wrong": "8s 9"}`,
		"partials/extra.json": `"tiemout": "3s",`,
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	src := syntax.NewSource(filepath.Join(dir, "gate way.json.tmpl"), []byte(`{"version": 3, "timeout": "{{ .urls.wrong }}", {{ include "extra.json" }}
"name": "{{ .urls.none }}", "endpoints": [{"endpoint": "/a", "method": "post", "backend": [{"url_pattern": "/", "host": ["{{ .urls.users }}"]}]}]}`))
	made, err := template.Render(src, template.Options{Settings: filepath.Join(dir, "settings"), Partials: filepath.Join(dir, "partials")})
	if err != nil {
		t.Fatal(err)
	}
	doc := config.ParseMapped(made.Source, func(s syntax.Span) syntax.Span {
		s.Source = made.Source
		return made.Origin(s)
	})
	result, err := lint.Run(context.Background(), doc, lint.Options{})
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]bool{}
	for _, f := range result.Findings {
		files[filepath.Base(f.File())] = true
	}
	if len(files) < 3 {
		t.Fatalf("the findings of the template lie in %v only: %v", files, result.Findings)
	}
	result.Findings = diag.Sort(append(result.Findings, made.Findings...))
	return result
}

// fetched returns a file of a Go module, or what a constant in it says.
func fetched(t *testing.T, module, file, constant string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "go", "mod", "download", "-json", module)
	cmd.Dir = t.TempDir()
	out, err := cmd.Output()
	var got struct{ Dir, Error string }
	if json.Unmarshal(out, &got) != nil || got.Dir == "" {
		t.Skipf("the module %s is not to be had: %v %s", module, err, got.Error)
	}
	data, err := os.ReadFile(filepath.Join(got.Dir, filepath.FromSlash(file)))
	if err != nil {
		t.Fatal(err)
	}
	if constant == "" {
		return string(data)
	}
	return constantOf(t, data, constant)
}

func constantOf(t *testing.T, source []byte, name string) string {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "schema.go", source, 0)
	if err != nil {
		t.Fatal(err)
	}
	for _, decl := range file.Decls {
		general, ok := decl.(*ast.GenDecl)
		if !ok {
			continue
		}
		for _, s := range general.Specs {
			value, ok := s.(*ast.ValueSpec)
			if !ok || value.Names[0].Name != name || len(value.Values) != 1 {
				continue
			}
			if literal, ok := value.Values[0].(*ast.BasicLit); ok {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				return text
			}
		}
	}
	t.Fatalf("there is no constant %s", name)
	return ""
}
