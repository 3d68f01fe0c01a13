package proof

import (
	"context"
	"errors"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/planted"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
)

// begin builds a gateway of a case, whose files are all missing.
func begin(t *testing.T, c planted.Case) (notices []diag.Finding, err error) {
	t.Helper()
	g, err := serve.Build(config.Parse("krakend.json", c.Text), serve.Options{Transport: &backend{}, Dir: t.TempDir()})
	if err != nil {
		return nil, err
	}
	defer g.Close()
	return g.Notices(), nil
}

func found(t *testing.T, c planted.Case) []diag.Finding {
	t.Helper()
	none := func(string) ([]byte, error) { return nil, fs.ErrNotExist }
	r, err := lint.Run(context.Background(), config.Parse("krakend.json", c.Text), lint.Options{ReadFile: none})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

// TestUnusualButRightStarts holds the corpus to its word.
func TestUnusualButRightStarts(t *testing.T) {
	t.Parallel()
	for _, c := range planted.Right() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			if _, err := begin(t, c); err != nil {
				t.Error(err)
			}
		})
	}
}

// TestLintKnowsWhatServeRefuses wants an error of lint for every mistake for
// which the gateway does not start, and no such error for the others. What lint
// alone can know, as that the gateway would not come to listen, is in known.
func TestLintKnowsWhatServeRefuses(t *testing.T) {
	t.Parallel()
	known := []string{"tls-keys-missing"}
	for _, c := range planted.Mistakes() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			_, err := begin(t, c)
			var missing *fs.PathError
			if errors.As(err, &missing) {
				t.Skip("it starts where the file is")
			}
			var refusals []diag.Finding
			for _, f := range found(t, c) {
				if f.Effect == diag.Refused && f.Severity == diag.Error && !slices.Contains(known, f.Rule) {
					refusals = append(refusals, f)
				}
			}
			switch {
			case err != nil && len(refusals) == 0:
				t.Errorf("the gateway refuses what lint lets pass: %v", err)
			case err == nil && len(refusals) > 0:
				t.Errorf("the gateway starts, and lint says %v", refusals)
			}
		})
	}
}

// TestLintSaysWhatServeNotices wants a finding of lint, at the same place, for
// whatever a gateway says at its start that it does not do.
func TestLintSaysWhatServeNotices(t *testing.T) {
	t.Parallel()
	for _, c := range planted.Mistakes() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			notices, err := begin(t, c)
			if err != nil {
				return
			}
			findings := found(t, c)
			for _, n := range notices {
				if n.Rule == diag.NamespaceNotRun || strings.HasPrefix(n.Message, "no key yet") {
					continue // these are about serve, and about what a server of keys answers
				}
				if !slices.ContainsFunc(findings, func(f diag.Finding) bool {
					return strings.HasPrefix(f.Pointer, n.Pointer) || strings.HasPrefix(n.Pointer, f.Pointer) && f.Pointer != ""
				}) {
					t.Errorf("lint has nothing about %v", n)
				}
			}
		})
	}
}
