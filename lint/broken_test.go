package lint_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
)

// harmless are the fixtures that a gateway may well start with: what is odd
// about them is no error.
var harmless = []string{"duplicate-keys.json", "long-line.json", "odd-ignores.json", "deep.json", "invalid-utf8.json"}

func TestBrokenFilesGiveFindingsAndNeverACrash(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/broken/*")
	if err != nil || len(files) < 12 {
		t.Fatalf("%d fixtures: %v", len(files), err)
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			r, err := lint.Run(context.Background(), config.Parse(filepath.Base(file), data), lint.Options{})
			if err != nil {
				t.Fatal(err)
			}
			// Invalid UTF-8 is read as replacement characters, as the gateway does.
			if len(r.Findings) == 0 && filepath.Base(file) != "invalid-utf8.json" {
				t.Error("there are no findings")
			}
			if r.Count(diag.Error) == 0 && !slices.Contains(harmless, filepath.Base(file)) {
				t.Errorf("there is no error among %v", r.Findings)
			}
			for _, f := range r.Findings {
				if f.Span.Source != nil && (f.Span.Start < 0 || f.Span.End < f.Span.Start || f.Span.End > len(data)) {
					t.Errorf("%v has the range %d to %d of %d bytes", f, f.Span.Start, f.Span.End, len(data))
				}
			}
			if got := len(r.Fingerprints()); got != len(r.Findings) {
				t.Errorf("%d findings have %d fingerprints", len(r.Findings), got)
			}
			for _, format := range report.Formats() {
				var b bytes.Buffer
				if err := report.Write(&b, format, []*lint.Result{r}, report.Options{}); err != nil {
					t.Errorf("%s: %v", format, err)
				}
				if bytes.ContainsAny(b.Bytes(), "\x00\x07\x1b") {
					t.Errorf("%s: characters of the file steer the terminal", format)
				}
			}
			if _, err := lint.Fix(context.Background(), r.Document, lint.Options{}, true); err != nil {
				t.Error(err)
			}
		})
	}
}

func FuzzRunNeverPanics(f *testing.F) {
	files, _ := filepath.Glob("../testdata/broken/*")
	for _, file := range files {
		if data, err := os.ReadFile(file); err == nil && len(data) < 10_000 {
			f.Add(data)
		}
	}
	for _, r := range rule.All() {
		f.Add([]byte(r.Bad))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := lint.Run(context.Background(), config.Parse("krakend.json", data), lint.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range r.Findings {
			for _, fix := range found.Fixes {
				if doc, err := r.Document.Apply(fix.Edits...); err != nil || doc.Broken() && !r.Document.Broken() {
					t.Errorf("%v: %s breaks the file: %v\n%s", found, fix.Title, err, doc.Source.Text)
				}
			}
		}
		if err := report.Text(&bytes.Buffer{}, []*lint.Result{r}, report.Options{}); err != nil {
			t.Fatal(err)
		}
	})
}
