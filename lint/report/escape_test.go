package report

import (
	"strings"
	"testing"
	"testing/quick"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

func TestGitHubEscapesComeBackWhole(t *testing.T) {
	t.Parallel()
	unescape := strings.NewReplacer("%25", "%", "%0D", "\r", "%0A", "\n", "%3A", ":", "%2C", ",").Replace
	check := func(s string) bool {
		s += "%,:\r\n%0A%2C::"
		data, property := escapeData(s), escapeProperty(s)
		return unescape(data) == s && unescape(property) == s &&
			!strings.ContainsAny(data, "\r\n") && !strings.ContainsAny(property, "\r\n:,")
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
}

func FuzzAnnotationIsOneLine(f *testing.F) {
	f.Add("a,b 50%.json", "text\n::error::x", "hint\r")
	f.Fuzz(func(t *testing.T, name, message, hint string) {
		got := annotation(item{Finding: diag.Finding{Rule: "r", Message: message, Hint: hint}, file: name}, Options{})
		body, ok := strings.CutSuffix(got, "\n")
		if !ok || strings.ContainsAny(body, "\r\n") {
			t.Fatalf("more than a line: %q", got)
		}
		properties, _, ok := strings.Cut(strings.TrimPrefix(body, "::notice "), "::")
		if !ok || strings.Count(properties, ",") != 2 {
			t.Fatalf("a value leaves its property: %q", got)
		}
	})
}

func TestColumnsAreCountedAsEachFormatDoes(t *testing.T) {
	t.Parallel()
	src := syntax.NewSource("f", []byte("\ufeffaé漢𐐀b\r\nx𐐀y"))
	first, second := strings.Index(src.Text, "b"), strings.Index(src.Text, "y")
	tests := []struct {
		name                string
		unit                unit
		offset              int
		wantLine, wantColum int
	}{
		{"code points", codePoints, first, 1, 5},
		{"UTF-16", utf16Units, first, 1, 6},
		{"bytes, with the mark", utf8Bytes, first, 1, 3 + 1 + 2 + 3 + 4 + 1},
		{"code points, second line", codePoints, second, 2, 3},
		{"UTF-16, second line", utf16Units, second, 2, 4},
		{"bytes, second line", utf8Bytes, second, 2, 6},
		{"the mark itself", utf16Units, 0, 1, 1},
		{"the mark itself in bytes", utf8Bytes, 0, 1, 1},
		{"beyond the end", utf8Bytes, 999, 2, 7},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if line, column := tt.unit.at(src, tt.offset); line != tt.wantLine || column != tt.wantColum {
				t.Errorf("got %d:%d, want %d:%d", line, column, tt.wantLine, tt.wantColum)
			}
		})
	}
}

func TestMergedFixIsOneEditWithTheSameOutcome(t *testing.T) {
	t.Parallel()
	src := syntax.NewSource("f", []byte("0123456789"))
	fix := diag.Fix{Source: src, Edits: []syntax.Edit{{Start: 7, End: 8, Text: "G"}, {Start: 2, End: 2, Text: "+"}, {Start: 3, End: 4}}}
	want, err := syntax.Apply(src.Text, fix.Edits)
	if err != nil {
		t.Fatal(err)
	}
	e, ok := merged(fix)
	if got, err := syntax.Apply(src.Text, []syntax.Edit{e}); !ok || err != nil || got != want || e.Start != 2 || e.End != 8 {
		t.Errorf("got %+v giving %q, want %q", e, got, want)
	}
	if _, ok := merged(diag.Fix{Source: src, Edits: []syntax.Edit{{Start: 9, End: 99}}}); ok {
		t.Error("an edit beyond the text was merged")
	}
}

func TestTruncateKeepsWholeCharacters(t *testing.T) {
	t.Parallel()
	check := func(s string, n uint8) bool {
		n = max(n, 4)
		got := truncate(s, int(n))
		return len(got) <= max(int(n), len(ellipsis)) && (len(s) > int(n) || got == s)
	}
	if err := quick.Check(check, nil); err != nil {
		t.Error(err)
	}
}
