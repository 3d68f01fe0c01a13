package config

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/gatewright/gatewright/config/syntax"
)

// repeated is a document of n endpoints.
func repeated(n int) *Document {
	var b strings.Builder
	b.WriteString(`{"version": 3, "endpoints": [`)
	for i := range n {
		if i > 0 {
			b.WriteString(",")
		}
		fmt.Fprintf(&b, "\n"+`{"endpoint": "/e/%d", "timeout": 3, "backend": [{"url_pattern": "/b", "host": ["http://h:1"], "allow": ["a", "b"]}]}`, i)
	}
	b.WriteString("]}")
	return Parse("krakend.json", []byte(b.String()))
}

func TestAnEditReadsOnlyWhatItTouches(t *testing.T) {
	d := repeated(1000)
	edits, err := d.Set("/endpoints/500/timeout", `"5s"`)
	if err != nil {
		t.Fatal(err)
	}
	allocs := testing.AllocsPerRun(10, func() {
		next, err := d.Apply(edits...)
		if err != nil || next.Service().Endpoint(500).Timeout.V.String() != "5s" {
			t.Fatal("the edit is not made", err)
		}
	})
	if allocs > 300 {
		t.Errorf("an edit of one of a thousand endpoints allocates %v times", allocs)
	}
}

func TestManyMayReadADocumentThatWasEdited(t *testing.T) {
	t.Parallel()
	d := repeated(50)
	edits, err := d.Set("/version", "4")
	if err != nil {
		t.Fatal(err)
	}
	next, err := d.Apply(edits...)
	if err != nil {
		t.Fatal(err)
	}
	read := func(d *Document) string {
		var b strings.Builder
		d.Root.Walk(func(pointer string, n *syntax.Node) bool {
			fmt.Fprintf(&b, "%s %q %d-%d\n", pointer, n.Text, n.Start, n.End)
			return true
		})
		for _, e := range d.Service().Endpoints() {
			fmt.Fprintln(&b, e.ID(), e.Path.Key().Start, e.Backends[0].Allow.V)
		}
		for _, f := range d.Service().Findings() {
			fmt.Fprintln(&b, f.Span, f.Message)
		}
		return b.String()
	}
	want := read(Parse("krakend.json", []byte(next.Source.Text)))
	var readers sync.WaitGroup
	for range 8 {
		readers.Go(func() {
			if read(next) != want {
				t.Error("one of many readers sees another document")
			}
		})
	}
	readers.Wait()
}

func TestEditsInARowReadAsTheTextDoes(t *testing.T) {
	t.Parallel()
	d := repeated(60)
	for i := range 60 { // nobody looks at what lies between the edits
		edits, err := d.Set(fmt.Sprintf("/endpoints/%d/backend/0/url_pattern", i*37%60), fmt.Sprintf(`"/%d"`, i))
		if i%3 == 0 {
			edits, err = d.Remove(fmt.Sprintf("/endpoints/%d/backend/0/allow", i))
		}
		if err != nil {
			t.Fatal(err)
		}
		if d, err = d.Apply(edits...); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := told(d), told(Parse("krakend.json", []byte(d.Source.Text))); got != want {
		t.Error("the document is not the one that its text gives")
	}
}
