package lint_test

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/planted"
	"github.com/gatewright/gatewright/lint"
)

// fixable are the configurations that the tests have, by name: planted ones and
// recorded ones.
func fixable(t *testing.T) map[string][]byte {
	t.Helper()
	texts := map[string][]byte{"base": planted.Base()}
	for _, c := range planted.Mistakes() {
		texts["planted/"+c.Name] = c.Text
	}
	for name, c := range recordedCases(t) {
		texts["recorded/"+name] = []byte(c.document().Source.Text)
	}
	return texts
}

// TestFixesMendAndSpareTheRest makes all fixes of every configuration, of the
// planted ones as YAML too: that ends, leaves endpoints without a fix as they were, makes
// nothing worse, and finds nothing to mend a second time.
func TestFixesMendAndSpareTheRest(t *testing.T) {
	t.Parallel()
	texts := fixable(t)
	for _, name := range slices.Sorted(maps.Keys(texts)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			files := map[string][]byte{"krakend.json": texts[name]}
			var v any
			if json.Unmarshal(texts[name], &v) == nil && strings.HasPrefix(name, "planted/") {
				if inYAML, err := yaml.Marshal(v); err == nil {
					files["krakend.yaml"] = inYAML
				}
			}
			for file, text := range files {
				if strings.HasPrefix(name, "planted/") {
					mends(t, file, text, false)
				}
				mends(t, file, text, true)
			}
		})
	}
}

func mends(t *testing.T, file string, text []byte, unsafe bool) {
	t.Helper()
	doc := config.Parse(file, text)
	fixed, err := lint.Fix(context.Background(), doc, lint.Options{}, unsafe)
	if err != nil {
		t.Fatal(err)
	}
	if len(fixed.Done) == 0 {
		if fixed.Document != doc {
			t.Errorf("%s: nothing is mended, and the document is another", file)
		}
		return
	}
	before, err := lint.Run(context.Background(), doc, lint.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []diag.Severity{diag.Error, diag.Warning} {
		if was, is := atLeast(before, s), atLeast(fixed.Left, s); is > was {
			t.Errorf("%s, unsafe %v: there were %d findings of %v and above, there are %d: %v, after %v", file, unsafe, was, s, is, fixed.Left.Findings, fixed.Done)
		}
	}
	spared(t, doc, fixed)
	again, err := lint.Fix(context.Background(), fixed.Document, lint.Options{}, unsafe)
	if err != nil {
		t.Fatal(err)
	}
	if len(again.Done) > 0 || again.Document.Source.Text != fixed.Document.Source.Text {
		t.Errorf("%s, unsafe %v: a second time mends %v", file, unsafe, again.Done)
	}
}

func atLeast(r *lint.Result, s diag.Severity) (n int) {
	for _, f := range r.Findings {
		if f.Severity >= s {
			n++
		}
	}
	return n
}

// spared wants the text of every endpoint that no fix was about in the new
// document, to the byte.
func spared(t *testing.T, doc *config.Document, fixed *lint.Fixed) {
	t.Helper()
	for _, e := range doc.Service().Endpoints() {
		if slices.ContainsFunc(fixed.Done, func(f diag.Finding) bool { return strings.HasPrefix(f.Pointer, e.Pointer) }) {
			continue
		}
		if text := e.Node.Span.Text(); !strings.Contains(fixed.Document.Source.Text, text) {
			t.Errorf("%s: %s is not as it was: %s", doc.Source.Name, e.ID(), text)
		}
	}
}
