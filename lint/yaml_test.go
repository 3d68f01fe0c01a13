package lint_test

import (
	"context"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
)

// TestOnlyAnotherYAMLDocumentIsReported holds the marks of documents apart from
// documents: a mark with nothing behind it takes nothing away.
func TestOnlyAnotherYAMLDocumentIsReported(t *testing.T) {
	t.Parallel()
	const first = "version: 3\nname: a\ntimeout: 3s\nendpoints: []\n"
	for _, tt := range []struct {
		name, text string
		line       int // of the finding, 0 for none
	}{
		{"one document", first, 0},
		{"a mark in front", "---\n" + first, 0},
		{"a mark behind", first + "---\n", 0},
		{"marks and comments behind", first + "# end\n...\n---\n# nothing\n...\n", 0},
		{"a mark inside of a text", "version: 3\nname: |\n  a\n  ---\n  b: c\nendpoints: []\n", 0},
		{"another document", first + "---\nversion: 3\n", 5},
		{"another document behind a comment", first + "# x\n---\n# y\nversion: 3\n", 6},
		{"another document on the line of its mark", first + "--- {version: 3}\n", 5},
		{"another document behind an empty one", first + "---\n---\na: 1\n", 5},
		{"a value that starts with hyphens", "version: 3\nname: ---a\nendpoints: []\n", 0},
		{"carriage returns", "version: 3\r\nname: a\r\n---\r\nb: 1\r\n", 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r, err := lint.Run(context.Background(), config.Parse("krakend.yaml", []byte(tt.text)), lint.Options{Only: []string{"yaml-second-document", "syntax-error"}})
			if err != nil {
				t.Fatal(err)
			}
			line := 0
			for _, f := range r.Findings {
				line = f.Position().Line
			}
			if line != tt.line || len(r.Findings) > 1 {
				t.Errorf("the finding is at line %d, want %d: %v", line, tt.line, r.Findings)
			}
		})
	}
}
