package config_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

func TestYAMLIsEditedInItsOwnStyle(t *testing.T) {
	t.Parallel()
	set := func(pointer, json string) func(*config.Document) ([]syntax.Edit, error) {
		return func(d *config.Document) ([]syntax.Edit, error) { return d.Set(pointer, json) }
	}
	insert := func(pointer string, i int, json string) func(*config.Document) ([]syntax.Edit, error) {
		return func(d *config.Document) ([]syntax.Edit, error) { return d.Insert(pointer, i, json) }
	}
	member := func(pointer string, i int, key, json string) func(*config.Document) ([]syntax.Edit, error) {
		return func(d *config.Document) ([]syntax.Edit, error) { return d.InsertMember(pointer, i, key, json) }
	}
	remove := func(pointer string) func(*config.Document) ([]syntax.Edit, error) {
		return func(d *config.Document) ([]syntax.Edit, error) { return d.Remove(pointer) }
	}
	for _, tt := range []struct {
		name, before string
		edit         func(*config.Document) ([]syntax.Edit, error)
		want         string
	}{
		{"a scalar", "a: 1 # one\nb: 2\n", set("/a", `"x"`), "a: x # one\nb: 2\n"},
		{"a text in quotes", "a: \"1\"\n", set("/a", `"x"`), "a: \"x\"\n"},
		{"nothing", "a:\nb: 2\n", set("/a", `true`), "a: true\nb: 2\n"},
		{"a scalar becomes a list", "a: 1 # one\nb: 2\n", set("/a", `["x","z"]`), "a:\n  - x\n  - z # one\nb: 2\n"},
		{"a list becomes another", "# top\na: # list\n- x\n- y\nb: 2\n", set("/a", `["z"]`), "# top\na: # list\n- z\nb: 2\n"},
		{"a list becomes a scalar", "a: # list\n- x\n- y\nb: 2\n", set("/a", `5`), "a: 5 # list\nb: 2\n"},
		{"a flow list stays one", "a: [x, y] # two\n", set("/a", `["z"]`), "a: [z] # two\n"},
		{"a text of several lines", "a: one\n  two\nb: |\n  x\n  y\nc: 1\n", set("/a", `"z"`), "a: z\nb: |\n  x\n  y\nc: 1\n"},
		{"a literal", "a: |\n  x\n  y\nc: 1\n", set("/a", `"z"`), "a: z\nc: 1\n"},
		{"a new key", "a: 1 # one\n\n# end\n", set("/b", `{"c":{"d":[1]}}`), "a: 1 # one\nb:\n  c:\n    d:\n      - 1\n\n# end\n"},
		{"a new key behind a literal", "a: |\n  x\n", set("/b", `1`), "a: |\n  x\nb: 1\n"},
		{"a key that needs quotes", "a: 1\n", set("/@b", `{"c":[1,{}]}`), "a: 1\n\"@b\": {c: [1, {}]}\n"},
		{"a key to the front", "x:\n    # b\n    b: 1\n", member("/x", 0, "a", `{"c":1}`), "x:\n    # b\n    a:\n        c: 1\n    b: 1\n"},
		{"into an item", "x:\n- a: 1 # one\n  b: 2\n", member("/x/0", 1, "c", `[2]`), "x:\n- a: 1 # one\n  c:\n  - 2\n  b: 2\n"},
		{"to the front of an item", "x:\n- a: 1\n", member("/x/0", 0, "c", `2`), "x:\n- c: 2\n  a: 1\n"},
		{"an item", "x:\n  - a # one\n  # two\n  - b\n", insert("/x", 1, `{"k":1,"l":["m"]}`), "x:\n  - a # one\n  - k: 1\n    l:\n      - m\n  # two\n  - b\n"},
		{"into an empty list", "x: [] # none\n", insert("/x", 0, `"a"`), "x:\n  - a # none\n"},
		{"into a flow list", "x: [a, # first\n  b]\n", insert("/x", 2, `"c"`), "x: [a, # first\n  b, c]\n"},
		{"into a flow object", "x: {\"a\": 1}\n", set("/x/b", `{"c":[]}`), "x: {\"a\": 1, \"b\": {c: []}}\n"},
		{"CRLF", "x:\r\n  - a\r\ny: 1\r\n", insert("/x", 1, `{"b":1,"c":2}`), "x:\r\n  - a\r\n  - b: 1\r\n    c: 2\r\ny: 1\r\n"},
		{"remove", "a: 1 # one\n# two\nb: 2\n", remove("/a"), "# two\nb: 2\n"},
		{"remove the last", "a: 1\nb:\n  - 2", remove("/b"), "a: 1"},
		{"remove the only one", "x:\n  a: 1\ny: 2\n", remove("/x/a"), "x: {}\ny: 2\n"},
		{"remove the only item", "x:\n- 1\ny: 2\n", remove("/x/0"), "x: []\ny: 2\n"},
		{"remove the first of an item", "x:\n- a: 1\n  b: 2\n", remove("/x/0/a"), "x:\n- b: 2\n"},
		{"remove the first before a comment", "x:\n- a: 1\n  # b\n  b: 2\n", remove("/x/0/a"), "x:\n-\n  # b\n  b: 2\n"},
		{"remove an item", "x:\n  - a\n  - b:\n      c: 1\n  - d\n", remove("/x/1"), "x:\n  - a\n  - d\n"},
		{"remove behind a comment in flow", "x: [a, # first\n  b]\n", remove("/x/1"), "x: [a, # first\n  ]\n"},
		{"JSON in a YAML file", "{\n\t\"a\": [\n\t\t1\n\t]\n}\n", insert("/a", 1, `{"b":2}`), "{\n\t\"a\": [\n\t\t1,\n\t\t{\"b\":2}\n\t]\n}\n"},
		{"lists in lists", "x:\n  - - a\n    - b\n  - c\n", insert("/x/0", 2, `[1,2]`), "x:\n  - - a\n    - b\n    - - 1\n      - 2\n  - c\n"},
		{"an item without a value", "x:\n  -\n  - b\n", set("/x/0", `{"k":1,"l":2}`), "x:\n  - k: 1\n    l: 2\n  - b\n"},
		{"in the value of an anchor", "x: &x\n  a: 1\ny: *x\n", set("/x/b", `2`), "x: &x\n  a: 1\n  b: 2\ny: *x\n"},
		{"beside an alias", "x: &x 1\ny: *x # same\n", set("/z", `2`), "x: &x 1\ny: *x # same\nz: 2\n"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			doc := config.Parse("a.yaml", []byte(tt.before))
			edits, err := tt.edit(doc)
			if err != nil {
				t.Fatal(err)
			}
			after, err := doc.Apply(edits...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, after.Source.Text); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestYAMLOfAliasesIsNotEdited(t *testing.T) {
	t.Parallel()
	const text = "x: &x {a: 1}\ny: *x\nz:\n  <<: *x\n  b: 2\nlist: [*x]\n"
	doc := config.Parse("a.yaml", []byte(text))
	for name, edit := range map[string]func() ([]syntax.Edit, error){
		"set an alias":          func() ([]syntax.Edit, error) { return doc.Set("/y", "1") },
		"set a merged key":      func() ([]syntax.Edit, error) { return doc.Set("/z/a", "2") },
		"remove a merged key":   func() ([]syntax.Edit, error) { return doc.Remove("/z/a") },
		"remove an anchor":      func() ([]syntax.Edit, error) { return doc.Remove("/x") },
		"into a list of one":    func() ([]syntax.Edit, error) { return doc.Insert("/list", 0, "1") },
		"a value that is wrong": func() ([]syntax.Edit, error) { return doc.Set("/q", "{") },
	} {
		if edits, err := edit(); err == nil {
			t.Errorf("%s: %v", name, edits)
		}
	}
}

// yamlWriter writes random values in a random style.
type yamlWriter struct {
	r *rand.Rand
	b strings.Builder
}

func (w *yamlWriter) comment() {
	if w.r.IntN(4) == 0 {
		fmt.Fprintf(&w.b, " # c%d", w.r.IntN(9))
	}
	w.b.WriteByte('\n')
	if w.r.IntN(8) == 0 {
		w.b.WriteString("\n")
	}
}

func (w *yamlWriter) flow(n *syntax.Node) {
	switch {
	case n.Kind == syntax.Object:
		w.b.WriteByte('{')
		for i, m := range n.Members() {
			w.comma(i)
			w.b.WriteString(config.YAMLText(m.Name) + ": ")
			w.flow(m.Value)
		}
		w.b.WriteByte('}')
	case n.Kind == syntax.Array:
		w.b.WriteByte('[')
		for i, item := range n.Items() {
			w.comma(i)
			w.flow(item)
		}
		w.b.WriteByte(']')
	case n.Kind == syntax.String && w.r.IntN(2) == 0:
		w.b.WriteString("'" + strings.ReplaceAll(n.Text, "'", "''") + "'")
	default:
		w.b.WriteString(n.Span.Text())
	}
}

func (w *yamlWriter) comma(i int) {
	if i > 0 {
		w.b.WriteString([]string{", ", ",\n        ", ",  # in flow\n        "}[w.r.IntN(8)/6+w.r.IntN(2)*(w.r.IntN(8)/7)])
	}
}

func (w *yamlWriter) value(n *syntax.Node, column int) {
	if n.Kind < syntax.Array || len(n.Members())+len(n.Items()) == 0 || w.r.IntN(4) == 0 {
		if n.Kind == syntax.String && n.Text != "" && w.r.IntN(6) == 0 {
			w.b.WriteString(" |-\n" + strings.Repeat(" ", column+1) + n.Text + "\n")
			return
		}
		w.b.WriteByte(' ')
		w.flow(n)
		w.comment()
		return
	}
	w.comment()
	w.block(n, column, false)
}

func (w *yamlWriter) block(n *syntax.Node, column int, open bool) {
	pad := strings.Repeat(" ", column)
	for i, m := range n.Members() {
		w.start(i, pad, open)
		w.b.WriteString(config.YAMLText(m.Name) + ":")
		deeper := 1 + w.r.IntN(4)
		if m.Value.Kind == syntax.Array {
			deeper = w.r.IntN(3)
		}
		w.value(m.Value, column+deeper)
	}
	for i, item := range n.Items() {
		w.start(i, pad, open)
		w.b.WriteByte('-')
		if item.Kind >= syntax.Array && len(item.Members())+len(item.Items()) > 0 && w.r.IntN(3) > 0 {
			w.b.WriteByte(' ')
			w.block(item, column+2, true)
			continue
		}
		w.value(item, column+1+w.r.IntN(3))
	}
}

func (w *yamlWriter) start(i int, pad string, open bool) {
	if i == 0 && open {
		return
	}
	if w.r.IntN(6) == 0 {
		fmt.Fprintf(&w.b, "%s# above %d\n", pad, w.r.IntN(9))
	}
	w.b.WriteString(pad)
}

func asData(t *testing.T, n *syntax.Node) any {
	t.Helper()
	switch n.Kind {
	case syntax.Object:
		o := map[string]any{}
		for _, m := range n.Members() {
			o[m.Name] = asData(t, m.Value)
		}
		return o
	case syntax.Array:
		list := []any{}
		for _, item := range n.Items() {
			list = append(list, asData(t, item))
		}
		return list
	}
	return fmt.Sprint(n.Kind, n.Text)
}

// randomEdit makes one edit of a document, the same one for the same numbers.
func randomEdit(t *testing.T, r *rand.Rand, doc *config.Document) []syntax.Edit {
	t.Helper()
	var pointers []string
	doc.Root.Walk(func(pointer string, _ *syntax.Node) bool { pointers = append(pointers, pointer); return true })
	pointer := pointers[r.IntN(len(pointers))]
	value := []string{`1`, `"x y"`, `""`, `"- no: 'x'"`, `null`, `{}`, `[]`, `["a", "b: c"]`, `{"k": {"l": [1, {"m": 2, "n": []}]}}`, `[[1, [2]], {"o": {}}]`}[r.IntN(10)]
	n := doc.Root.At(pointer)
	var edits []syntax.Edit
	var err error
	switch what := r.IntN(4); {
	case what == 0 && pointer != "":
		edits, err = doc.Remove(pointer)
	case n.Kind == syntax.Object && what < 3:
		edits, err = doc.InsertMember(pointer, r.IntN(4), fmt.Sprintf("new %d", r.IntN(1000)), value)
	case n.Kind == syntax.Array && what < 3:
		edits, err = doc.Insert(pointer, r.IntN(4), value)
	case pointer != "":
		edits, err = doc.Set(pointer, value)
	}
	if err != nil {
		t.Fatalf("%v\n%s", err, doc.Source.Text)
	}
	return edits
}

// TestYAMLEditsMeanWhatJSONEditsMean checks with random documents in random
// styles that edits come to the same as in JSON, and that comments on lines of
// their own stay unless what holds them goes.
func TestYAMLEditsMeanWhatJSONEditsMean(t *testing.T) {
	t.Parallel()
	const origin = `{"version": 3, "endpoints": [{"endpoint": "/users/{id}", "input_headers": ["A", "B"], "@note": {"from": "x"},
"backend": [{"url_pattern": "/u", "host": ["http://a:1"], "extra_config": {"a/b": {"c": true}}}]}, {}, [["x"], 1.5, null]], "last": {"e": "f g", "h": []}}`
	for seed := range uint64(500) {
		r := rand.New(rand.NewPCG(seed, 7))
		inJSON := config.Parse("a.json", []byte(origin))
		w := &yamlWriter{r: r}
		w.block(inJSON.Root, 0, false)
		text := w.b.String()
		if seed%3 == 1 {
			text = strings.ReplaceAll(text, "\n", "\r\n")
		}
		inYAML := config.Parse("a.yaml", []byte(text))
		if inYAML.Broken() {
			t.Fatalf("seed %d: %v\n%s", seed, inYAML.Findings, text)
		}
		for range 6 {
			choice := r.Uint64()
			before := inYAML.Source.Text
			var err error
			if inYAML, err = inYAML.Apply(randomEdit(t, rand.New(rand.NewPCG(choice, 1)), inYAML)...); err != nil {
				t.Fatal(err)
			}
			if inJSON, err = inJSON.Apply(randomEdit(t, rand.New(rand.NewPCG(choice, 1)), inJSON)...); err != nil {
				t.Fatal(err)
			}
			if inYAML.Broken() {
				t.Fatalf("seed %d: %v\n%s\n%s", seed, inYAML.Findings, before, inYAML.Source.Text)
			}
			if diff := cmp.Diff(asData(t, inJSON.Root), asData(t, inYAML.Root)); diff != "" {
				t.Fatalf("seed %d: %s\n%s\n%s", seed, diff, before, inYAML.Source.Text)
			}
			if seed%3 == 1 && strings.Contains(strings.ReplaceAll(inYAML.Source.Text, "\r\n", ""), "\n") {
				t.Fatalf("seed %d: lines end in two ways\n%q", seed, inYAML.Source.Text)
			}
		}
	}
}
