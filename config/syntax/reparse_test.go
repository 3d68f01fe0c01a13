package syntax

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
)

// difference says in what two trees differ, places included, "" for nothing.
func difference(pointer string, a, b *Node) string {
	switch {
	case a == nil || b == nil:
		if a != b {
			return pointer + ": only one of them is there"
		}
		return ""
	case a == b:
		return pointer + ": the node is shared"
	case a.Kind != b.Kind || a.Text != b.Text || a.Start != b.Start || a.End != b.End || a.Source.Text != b.Source.Text:
		return fmt.Sprintf("%s: %v %q at %d-%d, and %v %q at %d-%d", pointer, a.Kind, a.Text, a.Start, a.End, b.Kind, b.Text, b.Start, b.End)
	case len(a.Members()) != len(b.Members()) || len(a.Items()) != len(b.Items()):
		return pointer + ": they hold different numbers of values"
	}
	for i, m := range a.Members() {
		o := b.Members()[i]
		if m.Name != o.Name || m.Key.Start != o.Key.Start || m.Key.End != o.Key.End || m.Key.Source.Text != o.Key.Source.Text {
			return fmt.Sprintf("%s: the key %q, and %q", pointer, m.Name, o.Name)
		}
		if d := difference(Join(pointer, m.Name), m.Value, o.Value); d != "" {
			return d
		}
	}
	for i, item := range a.Items() {
		if d := difference(Index(pointer, i), item, b.Items()[i]); d != "" {
			return d
		}
	}
	return ""
}

func sameProblems(a, b []Problem) bool {
	return slices.EqualFunc(a, b, func(a, b Problem) bool {
		return a.Code == b.Code && a.Message == b.Message && a.Hint == b.Hint && a.Span.Start == b.Span.Start && a.Span.End == b.Span.End && a.First.Start == b.First.Start && a.First.End == b.First.End
	})
}

// checkReparse fails unless edits of a text give the tree that reading the
// result anew gives. It returns the result.
func checkReparse(t *testing.T, old *Source, root *Node, problems []Problem, edits []Edit) (*Source, *Node, []Problem) {
	t.Helper()
	got, err := Reparse(old, root, problems, edits)
	if err != nil {
		t.Fatal(err)
	}
	want, wantProblems := Parse(&Source{Name: old.Name, Text: got.Source.Text})
	if d := difference("", want, got.Root); d != "" {
		t.Fatalf("%q edited by %+v: %s", old.Text, edits, d)
	}
	if !sameProblems(wantProblems, got.Problems) {
		t.Fatalf("%q edited by %+v: want %v, got %v", old.Text, edits, wantProblems, got.Problems)
	}
	return got.Source, got.Root, got.Problems
}

var reparsed = []string{
	`{"a": {"b": [{}, [ ]]}, "c": [1, {"x": "\u00e9\n"}, {"y": "ž"}]}`,
	"\uFEFF{\r\n\t\"a\" : [ 1 ,2, [3]],\r\n\"a\": {\"q\": {}}}",
	`[[[[1], {"a": 1, "a": 2}], {"ok": true}], [2], // c` + "\n[3]]",
	`{"open": [1, {"a": [`,
	`{"s": "{[", "t": [{"u": "]}"}], 'v': [null, tru]}`,
	"{\"v\": {},\n<<<<<<< a\n\"b\": [1 {}]\n=======\n\"b\": 2\n>>>>>>> c\n, \"d\": [\"x\ny\", {}]}",
	"",
}

func TestReparseGivesWhatParseGives(t *testing.T) {
	t.Parallel()
	pieces := []string{"", "x", "{", "}", "[", "]", ",", ":", `"`, `"k": 1, `, "[{}]", "{\"z\": []}, ", " ", "\n", "//", "/*", "\\", "7"}
	rnd := rand.New(rand.NewSource(1))
	for _, text := range reparsed {
		for range 400 {
			src := NewSource("f.json", []byte(text))
			root, problems := Parse(src)
			for range 4 {
				var edits []Edit
				at := 0
				for range 1 + rnd.Intn(3) {
					start := at + rnd.Intn(len(src.Text)-at+1)
					end := start + rnd.Intn(min(len(src.Text)-start, 6)+1)
					edits = append(edits, Edit{start, end, pieces[rnd.Intn(len(pieces))]})
					at = end
				}
				src, root, problems = checkReparse(t, src, root, problems, edits)
			}
		}
	}
}

func TestReparseReadsOnlyWhatAnEditLiesIn(t *testing.T) {
	t.Parallel()
	text := `{"list": [` + strings.Repeat(`{"a": [1, 2, {"b": "c"}]}, `, 500) + `{}], "last": 1}`
	src := NewSource("f.json", []byte(text))
	root, problems := Parse(src)
	at := strings.LastIndex(text, "1")
	old := &oldTree{root: root, problems: problems, kept: stretches(text, []Edit{{at, at + 1, "1"}})}
	for i, item := range root.At("/list").Items() {
		if n, shift := old.find(item.Start, 2); n != item || shift != 0 {
			t.Fatalf("item %d is read again", i)
		}
	}
}

func TestReparseRefusesEditsThatDoNotFit(t *testing.T) {
	t.Parallel()
	src := NewSource("f.json", []byte("{}"))
	root, problems := Parse(src)
	for _, edits := range [][]Edit{{{0, 9, ""}}, {{0, 2, ""}, {1, 2, ""}}} {
		if got, err := Reparse(src, root, problems, edits); err == nil || got.Source != nil {
			t.Errorf("%v: got %+v, %v", edits, got, err)
		}
	}
}

// FuzzReparse makes one edit in any text: the tree must be that of the result.
func FuzzReparse(f *testing.F) {
	for _, text := range reparsed {
		f.Add(text, 3, 5, `{"n": []}`)
	}
	f.Fuzz(func(t *testing.T, text string, start, end int, piece string) {
		if start < 0 || end < start || end > len(text) || len(text) > 4000 {
			return
		}
		src := NewSource("f.json", []byte(text))
		root, problems := Parse(src)
		checkReparse(t, src, root, problems, []Edit{{start, end, piece}})
		// And once more on a tree that nobody has looked at.
		got, err := Reparse(src, root, problems, []Edit{{start, end, piece}})
		if err != nil {
			t.Fatal(err)
		}
		at := len(got.Source.Text) - min(start, len(got.Source.Text))
		checkReparse(t, got.Source, got.Root, got.Problems, []Edit{{at, at, piece}})
	})
}
