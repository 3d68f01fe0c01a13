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

func TestAClosedEndpointIsReadAgainAsItWas(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]*Document{
		"all alike": repeated(20), "everything": Parse("krakend.json", []byte(everything)), "sample": Parse("krakend.json", []byte(sample)),
	} {
		want := told(Parse("krakend.json", []byte(d.Source.Text)))
		svc := d.Service()
		for i := range svc.NumEndpoints() {
			svc.Endpoint(i)
			svc.Close(i)
			svc.Close(i)
		}
		var readers sync.WaitGroup
		for range 4 {
			readers.Go(func() {
				for e := range svc.Each() {
					if e.Ref().Endpoint().ID() != e.ID() {
						t.Errorf("%s: %s is found again as another", name, e.ID())
					}
				}
			})
		}
		readers.Wait()
		if got := told(d); got != want {
			t.Errorf("%s: it reads as\n%s\nnot as\n%s", name, got, want)
		}
	}
}

func TestEndpointsWithSettingsAreFound(t *testing.T) {
	t.Parallel()
	d := Parse("krakend.json", []byte(`{"endpoints": [
		{"endpoint": "/a", "backend": [{"url_pattern": "/"}]},
		{"endpoint": "/b", "Extra_Config": {}},
		{"endpoint": "/c", "backend": [null, {"extra_config": {}}]},
		{"endpoint": "/d", "backend": {"extra_config": {}}},
		{}, null]}`))
	var found []string
	for e := range d.Service().WithExtra() {
		found = append(found, e.Path.V)
	}
	if got := strings.Join(found, " "); got != "/b /c /d" {
		t.Errorf("found %s", got)
	}
}
