package syntax

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

var reparsedYAML = []string{
	"# c\n---\nversion: 3 # v\nname: 'it''s'\nlist: [a, {b: c}]\nendpoints:\n  - endpoint: /a\n    method: GET\n\n    # of b\n    backend:\n      - url_pattern: \"/b\"\n        host: [h]\n      -\n        url_pattern: /c\n  # between\n  - endpoint: /d\n    note: |+\n      text\n\n  - endpoint: /e\nlast:\n",
	"a:\n- b: 1\n  c:\n  - d\n  - - e\n    - f\n-\n- \nb: >-\n   x\n  \n   y\nc: plain\n  goes on\n\n  here\nd: \"quoted\n goes\\\n on\"\n",
	"- 1\n- a: é\n  \"b\": ~\n  'c': |2\n     x\n- {a: [1,\n  2], b}\n- - - x\n    - y\n  - z\n",
	"\uFEFFa: 1\r\nb:\r\n  c: 2\r\n  d: |\r\n    x\r\n\r\n  e: 3\r\n",
	"a: &x\n  y: 1\nb: *x\nc:\n  <<: *x\n  z: 2\n",
	"? a\n: b\nc: d\n? e\n? f\n",
	"a: !!str 1\nb: !t\n  c: 1\n&k d: 2\ne: 3\n",
	"%YAML 1.1\n---\na: yes\nb:\n  c: 1\n...\n---\nd: 1\n",
	"  a: 1\n  b:\n    - x\n    - y: 2\n      z: 3\n",
	"a: 1\na: 2\nb:\n  c: 1\n",
	"a: x\u2028  b\nc: \u0085 d\ne:\n - f\rg: 1\n",
	"k:\n  - |\n   - x\n  - 'a\n\n    b'\n  - # c\n    - d\n\n    # e\n  # f\nl: 1",
}

var yamlBits = []string{
	"", "x", "- ", "-", ":", ": ", "\n", "\n  ", "\n- ", "\n  - y", "\n    z: 1", "# c", " # c\n", "|", ">", "|+\n", "'", `"`, "[", "]", "{", "}", ",", " ", "  ",
	"&x ", "*x", "<<: ", "!!str ", "? ", "---", "\n---\n", "\n...\n", "%", "\t", "\r", "\r\n", "\uFEFF", "\u2028", "\u0085", "a", "a: 1\n", "\n\n", "é", "~", "\\", "\xff", "\x00", "@",
}

// plainBits are those that leave a text one of ordinary block style, most of them.
var plainBits = []string{"", "x", "\n", " # c\n", "\n\n", "é", " ", "- ", "k9: 1\n", "k0: 1\n", "\n  # c", "~", "a b"}

// randomEdits are some edits of a text, in order, most of them at ends of lines,
// where what matters is.
func randomEdits(rnd *rand.Rand, text string, pieces []string) []Edit {
	var edits []Edit
	at := 0
	for range 1 + rnd.Intn(3) {
		start := at + rnd.Intn(len(text)-at+1)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 && rnd.Intn(2) == 0 {
			start += i + rnd.Intn(2)
		}
		end := start
		switch rnd.Intn(4) {
		case 0:
			end += rnd.Intn(min(len(text)-start, 6) + 1)
		case 1:
			if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
				end += i + rnd.Intn(2)
			}
		}
		edits = append(edits, Edit{start, end, pieces[rnd.Intn(len(pieces))]})
		at = end
	}
	return edits
}

func TestReparseOfYAMLGivesWhatParseGives(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(1))
	for _, text := range reparsedYAML {
		for range 60 {
			editAtRandom(t, rnd, "f.yaml", text, yamlBits, 5)
		}
	}
}

// editAtRandom makes edits in a text, one after the other, and checks the tree
// after each. Most of those that break the text are taken back. It returns how many
// of the texts without a problem were read in pieces, and how many there were.
func editAtRandom(t *testing.T, rnd *rand.Rand, name, text string, bits []string, times int) (kept, good int) {
	t.Helper()
	src := NewSource(name, []byte(text))
	root, problems := Parse(src)
	for range times {
		edits := randomEdits(rnd, src.Text, bits)
		got, err := Reparse(src, root, problems, edits)
		if err != nil {
			t.Fatal(err)
		}
		next, nextRoot, nextProblems := checkReparse(t, src, root, problems, edits)
		if len(nextProblems) > 0 && rnd.Intn(4) > 0 {
			continue
		}
		if len(problems) == 0 && len(nextProblems) == 0 {
			if good++; got.Kept {
				kept++
			}
		}
		src, root, problems = next, nextRoot, nextProblems
	}
	return kept, good
}

// yamlValue writes a value in block style, as people and generators do.
func yamlValue(rnd *rand.Rand, b *strings.Builder, column, depth int) {
	pad := strings.Repeat(" ", column)
	scalars := []string{"GET", "/a/{id}", `"q: #"`, "'it''s'", "12", "true", "~", "", "[a, b]", "{c: d}", "1.5e3", "plain text", "|\n" + pad + "  lit\n\n" + pad + "   more", ">-\n" + pad + "  fold", "long\n" + pad + "  plain", "\"a\n" + pad + "  b\"", "|+\n" + pad + "  kept\n\n"}
	comment := func() {
		switch rnd.Intn(8) {
		case 0:
			fmt.Fprintf(b, "%s# over\n", pad)
		case 1:
			b.WriteByte('\n')
		case 2:
			b.WriteString(strings.Repeat(" ", rnd.Intn(6)) + "# at any place\n")
		}
	}
	list := rnd.Intn(2) == 0
	for i := range 1 + rnd.Intn(4) {
		lead := "-"
		if !list {
			lead = fmt.Sprintf("k%d:", i)
		}
		if i > 0 || column == 0 {
			comment()
			b.WriteString(pad)
		}
		if depth > 0 && rnd.Intn(3) > 0 {
			if list && rnd.Intn(2) == 0 {
				b.WriteString("- ")
				yamlValue(rnd, b, column+2, depth-1)
				continue
			}
			inner := column + 1 + rnd.Intn(3)
			b.WriteString(lead + "\n" + strings.Repeat(" ", inner))
			yamlValue(rnd, b, inner, depth-1)
			continue
		}
		b.WriteString(lead + " " + scalars[rnd.Intn(len(scalars))])
		if rnd.Intn(6) == 0 {
			b.WriteString(" # behind")
		}
		b.WriteByte('\n')
	}
}

func TestReparseOfRandomYAMLGivesWhatParseGives(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(2))
	kept, good := 0, 0
	for i := range 200 {
		var b strings.Builder
		yamlValue(rnd, &b, 0, 4)
		if _, problems := Parse(NewSource("f.yaml", []byte(b.String()))); len(problems) > 0 {
			t.Fatalf("%v in\n%s", problems[0], b.String())
		}
		if i%2 == 0 {
			editAtRandom(t, rnd, "f.yaml", b.String(), yamlBits, 6)
			continue
		}
		k, g := editAtRandom(t, rnd, "f.yaml", b.String(), plainBits, 6)
		kept, good = kept+k, good+g
	}
	if kept < good*3/4 {
		t.Errorf("of %d texts only %d were read in pieces", good, kept)
	}
}

func FuzzReparseYAML(f *testing.F) {
	for _, text := range reparsedYAML {
		f.Add(text, 3, 5, "- x\n")
		f.Add(text, 12, 12, "\n  b: 1")
	}
	f.Add(listedYAML(3), 20, 25, "")
	f.Fuzz(func(t *testing.T, text string, start, end int, piece string) {
		if start < 0 || end < start || end > len(text) || len(text) > 4000 {
			return
		}
		src := NewSource("f.yaml", []byte(text))
		root, problems := Parse(src)
		if got := parseLargeYAML(src, 4); got != nil {
			if d := difference("", root, got); d != "" || len(problems) > 0 {
				t.Fatalf("%q in chunks: %s, %v", text, d, problems)
			}
		}
		src, root, problems = checkReparse(t, src, root, problems, []Edit{{start, end, piece}})
		at := len(src.Text) - min(start, len(src.Text))
		checkReparse(t, src, root, problems, []Edit{{at, at, piece}})
	})
}

// TestLargeYAMLIsReadAsOthersAre reads texts in chunks of a few bytes.
func TestLargeYAMLIsReadAsOthersAre(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewSource(4))
	texts := []string{listedYAML(40), strings.ReplaceAll(listedYAML(40), "\n", "\r\n"), listedYAML(40) + "last: |+\n  x\n\n", strings.TrimRight(listedYAML(40), "\n"), "# c\n- a\n- b:\n  - c\n- d\n# e\n-\n- f\n"}
	for range 300 {
		var b strings.Builder
		yamlValue(rnd, &b, 0, 3)
		texts = append(texts, b.String())
	}
	inChunks := 0
	for _, text := range texts {
		for range 4 {
			src := NewSource("f.yaml", []byte(text))
			want, problems := parseYAML(src)
			if got := parseLargeYAML(src, 8); got != nil {
				inChunks++
				if d := difference("", want, got); d != "" || len(problems) > 0 {
					t.Fatalf("%s, %v in\n%s", d, problems, text)
				}
			}
			var err error
			if text, err = Apply(text, randomEdits(rnd, text, yamlBits)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if inChunks < 60 {
		t.Errorf("only %d of %d texts were read in chunks", inChunks, 4*len(texts))
	}
	src := NewSource("f.yaml", []byte(listedYAML(4000)))
	if root := parseLargeYAML(src, largeYAML); root == nil || len(root.At("/endpoints").Items()) != 4000 {
		t.Error("a large file is not read in chunks")
	}
}

// TestCommentsBeforeAllElementsAreComments puts in what begins like a comment and is
// more than that, where comments are passed over.
func TestCommentsBeforeAllElementsAreComments(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"a: 1\nb: 2\n", "- a\n- b\n", "# over\na:\n  - b: 1\n"} {
		for _, piece := range []string{"# c\rz: 3\n", "# c\u2028z: 3\n", "# c\u0085z: 3\n", "# \x1f\n", "# \x9e\n", "#\uFEFF\n", "# plain\n", "# plain\r\n", "#\ttab\n", "\r# c\n"} {
			src := NewSource("f.yaml", []byte(text))
			root, problems := Parse(src)
			checkReparse(t, src, root, problems, []Edit{{0, 0, piece}})
		}
	}
}

// TestOddPlacesAreReadAsAWhole edits texts in which elements begin behind ends of lines
// that other formats do not have, and keys that are nothing but an anchor.
func TestOddPlacesAreReadAsAWhole(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		text string
		edit Edit
	}{
		{"- - x\n  - y\n  \u2028- z\n- w\n", Edit{12, 17, "\n"}},
		{"- - x\n  - y\n  \u2028- z\n- w\n", Edit{4, 5, "v"}},
		{"a: 1", Edit{4, 4, "\n&b: "}},
		{"k: 1\n\n\n# f\nl: 1", Edit{5, 5, "? "}},
		{"a: 1\n&b: ", Edit{3, 4, "2"}},
	} {
		src := NewSource("f.yaml", []byte(tt.text))
		root, problems := Parse(src)
		checkReparse(t, src, root, problems, []Edit{tt.edit})
	}
}
