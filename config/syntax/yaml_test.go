package syntax

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

// TestYAMLRefusesKeysThatItsLibraryRefuses holds what is reported of keys that
// stand twice to the library.
func TestYAMLRefusesKeysThatItsLibraryRefuses(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(1))
	keys := []string{"a", "b", `"a"`, "'b'", "1", `"1"`, "true", "A", "~", "a b", "1.0", "null"}
	var mapping func(b *strings.Builder, column, depth int)
	mapping = func(b *strings.Builder, column, depth int) {
		for i := range 1 + rnd.Intn(4) {
			if i > 0 {
				b.WriteString(strings.Repeat(" ", column))
			}
			b.WriteString(keys[rnd.Intn(len(keys))] + ":")
			switch kind := rnd.Intn(6); {
			case kind == 0 && depth > 0:
				b.WriteString("\n" + strings.Repeat(" ", column+2))
				mapping(b, column+2, depth-1)
			case kind == 1 && depth > 0:
				b.WriteString("\n" + strings.Repeat(" ", column) + "- ")
				mapping(b, column+2, depth-1)
			case kind == 2:
				fmt.Fprintf(b, " {%s: 1, %s: 2}\n", keys[rnd.Intn(len(keys))], keys[rnd.Intn(len(keys))])
			default:
				b.WriteString(" x\n")
			}
		}
	}
	refused := 0
	for range 5000 {
		var b strings.Builder
		mapping(&b, 0, 2)
		_, problems := ParseYAML(NewSource("f.yaml", []byte(b.String())))
		err := yaml.Unmarshal([]byte(b.String()), new(any))
		if err != nil {
			refused++
		}
		if (err != nil) != (len(problems) > 0) {
			t.Fatalf("the library says %v, we say %v to\n%s", err, problems, b.String())
		}
	}
	if refused < 1000 || refused > 4000 {
		t.Errorf("%d were refused", refused)
	}
}

func TestYAMLPlacesBehindOtherEndsOfLines(t *testing.T) {
	t.Parallel()
	for _, end := range []string{"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"} {
		root, problems := ParseYAML(NewSource("f.yaml", []byte("# é"+end+"a: b"+end+"c:"+end+"  - d"+end)))
		if len(problems) > 0 {
			t.Fatalf("%q: %v", end, problems)
		}
		for pointer, want := range map[string]string{"/a": "b", "/c/0": "d"} {
			if n := root.At(pointer); n == nil || n.Span.Text() != want {
				t.Errorf("%q: %s is %+v", end, pointer, n)
			}
		}
	}
}

// TestScalarsEndNotBeforeTheyStart asks for the end of scalars that the library places
// at each byte of a text with ends of lines of all kinds.
func TestScalarsEndNotBeforeTheyStart(t *testing.T) {
	t.Parallel()
	src := NewSource("f.yaml", []byte("a: b\r\nc:\r\r\n  d: |2\r\n\r\n   e\u2028\u0085\n\uFEFFf\r"))
	y := newYAMLReader(src, 0, len(src.Text))
	for _, style := range []yaml.Style{0, yaml.LiteralStyle, yaml.FoldedStyle, yaml.SingleQuotedStyle, yaml.DoubleQuotedStyle} {
		for start := range len(src.Text) + 1 {
			n := &yaml.Node{Kind: yaml.ScalarNode, Style: style, Value: "other text"}
			if v := y.scalar(n, start); v.End < start || v.End > len(src.Text) {
				t.Errorf("style %v: the scalar at %d ends at %d", style, start, v.End)
			}
		}
	}
}
