package generate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate"
	"github.com/gatewright/gatewright/spec"
)

// edited is a document after some edits by a random hand: values are changed,
// added and taken away anywhere.
func edited(t *testing.T, r *rand.Rand, doc *config.Document) *config.Document {
	t.Helper()
	for range 1 + r.IntN(6) {
		var pointers []string
		doc.Root.Walk(func(pointer string, _ *syntax.Node) bool {
			if pointer != "" && pointer != "/endpoints" {
				pointers = append(pointers, pointer)
			}
			return true
		})
		if len(pointers) == 0 {
			return doc
		}
		pointer := pointers[r.IntN(len(pointers))]
		n := doc.Root.At(pointer)
		var edits []syntax.Edit
		var err error
		switch {
		case r.IntN(3) == 0:
			edits, err = doc.Remove(pointer)
		case n.Kind == syntax.Object:
			edits, err = doc.Set(pointer+"/"+[]string{"timeout", "@comment", "input_headers", "extra_config"}[r.IntN(4)], []string{`"7s"`, `["X-Hand"]`, `{"a": {"b": 1}}`}[r.IntN(3)])
		case n.Kind == syntax.Array && r.IntN(2) == 0:
			edits, err = doc.Insert(pointer, r.IntN(3), `"hand"`)
		case n.Kind == syntax.String:
			edits, err = doc.Set(pointer, fmt.Sprintf(`"hand%d"`, r.IntN(3)))
		}
		if err != nil {
			t.Fatal(err)
		}
		if doc, err = doc.Apply(edits...); err != nil {
			t.Fatal(err)
		}
	}
	return doc
}

// spelled writes a configuration as an editor of some taste leaves it: with
// tabs, with CRLF, on one line, or as it is.
func spelled(r *rand.Rand, data []byte) []byte {
	text := string(data)
	switch r.IntN(4) {
	case 0:
		text = strings.ReplaceAll(text, "  ", "\t")
	case 1:
		text = strings.ReplaceAll(text, "\n", "\r\n")
	case 2:
		var b bytes.Buffer
		if err := json.Compact(&b, data); err == nil {
			text = b.String()
		}
	}
	return []byte(text)
}

// inYAML writes a configuration as YAML in some style, with comments.
func inYAML(t *testing.T, r *rand.Rand, data []byte) []byte {
	t.Helper()
	styles := []string{
		"x:\n  - k: [a]\n    l:\n      m: 1\n", "x:\n- k:\n  - a\n  l:\n    m: 1\n", "x:\n    - k: \"a\"\n      l:\n          m: \"1\"\n",
	}
	doc := config.Parse("krakend.yaml", []byte(styles[r.IntN(len(styles))]))
	change := func(edits []syntax.Edit, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		if doc, err = doc.Apply(edits...); err != nil {
			t.Fatal(err)
		}
	}
	for _, m := range config.Parse("", data).Root.Members() {
		change(doc.Set(syntax.Join("", m.Name), m.Value.Span.Text()))
	}
	change(doc.Remove("/x"))
	lines := strings.Split(strings.TrimSuffix(doc.Source.Text, "\n"), "\n")
	for i, line := range lines {
		switch r.IntN(8) {
		case 0:
			lines[i] += " # beside " + fmt.Sprint(i)
		case 1:
			lines[i] = line[:len(line)-len(strings.TrimLeft(line, " "))] + "# above\n" + line
		}
	}
	text := strings.Join(lines, "\n") + "\n"
	if r.IntN(3) == 0 {
		text = strings.ReplaceAll(text, "\n", "\r\n")
	}
	return []byte(text)
}

// TestMergeRespectsARandomHand checks with random documents and a random hand
// that nothing changes unless the documents do, that a merge has an end, and
// that what the documents did not change stays as the hand left it.
func TestMergeRespectsARandomHand(t *testing.T) {
	t.Parallel()
	generated := func(seed uint64) *generate.Result {
		svc := load(t, "api", randomDocument(rand.New(rand.NewPCG(seed, 1)), rand.New(rand.NewPCG(seed, 2))))
		res, err := generate.Run(t.Context(), []*spec.Service{svc}, generate.Options{})
		if err != nil {
			return nil
		}
		return res
	}
	merge := func(doc *config.Document, base generate.Base, res *generate.Result) *generate.Merged {
		t.Helper()
		m, err := generate.Merge(doc, base, res, generate.MergeOptions{})
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	changed, conflicts := 0, 0
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 3))
		before, after := generated(seed), generated(seed+1)
		if before == nil || after == nil {
			continue
		}
		name, written := "krakend.json", spelled(r, before.Config)
		if seed%2 == 1 {
			name, written = "krakend.yaml", inYAML(t, r, before.Config)
		}
		hand := edited(t, r, config.Parse(name, written))
		if hand.Root.Get("endpoints").Kind != syntax.Array {
			continue
		}
		still := merge(hand, before.Base, before)
		if diff := cmp.Diff(hand.Source.Text, string(still.Config)); diff != "" {
			t.Fatalf("seed %d: the documents are as before, but\n%s", seed, diff)
		}
		m := merge(hand, before.Base, after)
		changed += len(m.Changes)
		conflicts += len(m.Findings)
		if doc := config.Parse(name, m.Config); doc.Broken() {
			t.Fatalf("seed %d: %v\n%s", seed, doc.Findings, m.Config)
		}
		if hand := string(hand.Source.Text); strings.Contains(hand, "\r\n") && strings.Contains(strings.ReplaceAll(string(m.Config), "\r\n", ""), "\n") {
			t.Fatalf("seed %d: lines end in two ways\n%q", seed, m.Config)
		}
		handsWorkStays(t, seed, hand, before.Base, config.Parse(name, m.Config))
		again := merge(config.Parse(name, m.Config), m.Base, after)
		if diff := cmp.Diff(string(m.Config), string(again.Config)); diff != "" {
			t.Fatalf("seed %d: the second merge changes more:\n%s", seed, diff)
		}
		for _, f := range again.Findings {
			if f.Rule == generate.RuleMergeConflict {
				t.Fatalf("seed %d: a conflict is reported twice: %s", seed, f)
			}
		}
	}
	if changed < 1000 || conflicts < 50 {
		t.Errorf("%d changes and %d findings prove little", changed, conflicts)
	}
}

// handsWorkStays checks that every endpoint by hand is there byte by byte, and
// that every value that a hand gave a field of an endpoint which is still there
// holds.
func handsWorkStays(t *testing.T, seed uint64, hand *config.Document, base generate.Base, merged *config.Document) {
	t.Helper()
	generated := map[string]*syntax.Node{}
	for _, text := range base.Endpoints {
		n, _ := syntax.ParseJSON(syntax.NewSource("", []byte(text)))
		generated[noteOf(n)] = n
	}
	after := map[string]*syntax.Node{}
	for _, n := range merged.Root.Get("endpoints").Items() {
		after[noteOf(n)] = n
	}
	for _, n := range hand.Root.Get("endpoints").Items() {
		key := noteOf(n)
		if n.Kind == syntax.Object && n.Get("@gatewright").Get("from").Get("service") == nil {
			if !strings.Contains(merged.Source.Text, n.Span.Text()) {
				t.Fatalf("seed %d: an endpoint by hand is not as it was: %s", seed, n.Span.Text())
			}
			continue
		}
		was, is := generated[key], after[key]
		if was == nil || is == nil {
			continue
		}
		for _, m := range n.Members() {
			if old := was.Get(m.Name); old == nil && (m.Value.Kind == syntax.String || m.Value.Kind == syntax.Number) {
				if now := is.Get(m.Name); now == nil || now.Span.Text() != m.Value.Span.Text() {
					t.Fatalf("seed %d: %s of %s was given by hand, and is lost", seed, m.Name, key)
				}
			}
		}
	}
}

// noteOf is what the note of an endpoint says it was made from.
func noteOf(n *syntax.Node) string {
	from := n.Get("@gatewright").Get("from")
	return from.Get("service").Str() + " " + from.Get("pointer").Str()
}
