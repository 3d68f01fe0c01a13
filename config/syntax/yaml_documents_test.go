package syntax

import "testing"

func TestASecondDocumentIsFound(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		file, text string
		line       int // of the mark, 0 for none
	}{
		"one":                {"a.yaml", "a: 1\n", 0},
		"marked":             {"a.yaml", "---\na: 1\n...\n", 0},
		"an end and nothing": {"a.yaml", "a: 1\n---\n# no more\n", 0},
		"two":                {"a.yaml", "a: 1\n---\nb: 2\n", 2},
		"two on one line":    {"a.yaml", "a: 1\n--- {b: 2}\n", 2},
		"after a comment":    {"a.yaml", "a: 1\n# x\n---\n# y\nb: 2\n", 3},
		"a text of dashes":   {"a.yaml", "a: 1\nb: ---\n", 0},
		"JSON":               {"a.json", "{\"a\": 1}\n---\n{}\n", 0},
		"nothing":            {"a.yaml", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root, _ := Parse(NewSource(tt.file, []byte(tt.text)))
			span := SecondDocument(root)
			line := 0
			if span.Source != nil {
				line = span.Source.Position(span.Start).Line
			}
			if line != tt.line {
				t.Errorf("got line %d, want %d", line, tt.line)
			}
		})
	}
}
