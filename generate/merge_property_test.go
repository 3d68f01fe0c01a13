package generate_test

import (
	"fmt"
	"math/rand/v2"
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
		hand := edited(t, r, config.Parse("krakend.json", before.Config))
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
		if doc := config.Parse("krakend.json", m.Config); doc.Broken() {
			t.Fatalf("seed %d: %v\n%s", seed, doc.Findings, m.Config)
		}
		again := merge(config.Parse("krakend.json", m.Config), m.Base, after)
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
