package proof

import (
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/lint"
)

// TestMigratedConfigurationsStartAndLintClean migrates configurations of former
// versions: the result starts, lint finds no error in it that is not among the
// decisions, a second migration changes nothing, and lines without a former name
// are as they were.
func TestMigratedConfigurationsStartAndLintClean(t *testing.T) {
	t.Parallel()
	for _, c := range corpora(t, krakend.Format) {
		src := c.sources[0]
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m, err := krakend.Migrate(config.Parse(src.Name, []byte(src.Text)))
			if err != nil {
				t.Fatal(err)
			}
			again, err := krakend.Migrate(m.Document)
			if err != nil {
				t.Fatal(err)
			}
			if diff := gocmp.Diff(m.Document.Source.Text, again.Document.Source.Text); diff != "" {
				t.Errorf("a second time changes (-once +twice):\n%s", diff)
			}
			untouched(t, src.Text, m)
			result, err := lint.Run(t.Context(), m.Document, lint.Options{})
			if err != nil {
				t.Fatal(err)
			}
			// What the file did wrong before is not for a migration to mend.
			before, err := lint.Run(t.Context(), config.Parse(src.Name, []byte(src.Text)), lint.Options{})
			if err != nil {
				t.Fatal(err)
			}
			same := func(f diag.Finding) bool {
				return slices.ContainsFunc(before.Findings, func(b diag.Finding) bool { return b.Rule == f.Rule && b.Pointer == f.Pointer })
			}
			for _, f := range slices.Concat(result.Findings, start.Refusals(m.Document.Service())) {
				if f.Severity == diag.Error && !decided(m, f) && !same(f) {
					t.Errorf("%s", f)
				}
			}
		})
	}
}

// decided reports whether a finding is about what is left to decide.
func decided(m *krakend.Migration, f diag.Finding) bool {
	return slices.ContainsFunc(m.Changes, func(c krakend.Change) bool {
		return c.Decision && (c.Pointer == f.Pointer || strings.HasPrefix(f.Pointer, c.Pointer+"/") && c.Pointer != "")
	})
}

// untouched holds that lines without a change are in the result as they were.
func untouched(t *testing.T, before string, m *krakend.Migration) {
	t.Helper()
	after := m.Document.Source.Text
	touched := map[int]bool{}
	for _, c := range m.Changes {
		from, to := c.Span.Range()
		for l := from.Line; l <= to.Line; l++ {
			touched[l] = true
		}
	}
	for i, line := range strings.SplitAfter(before, "\n") {
		if !touched[i+1] && !strings.Contains(after, line) {
			t.Errorf("line %d is another: %q", i+1, line)
		}
	}
}
