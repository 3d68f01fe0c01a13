package draft

import (
	"errors"
	"math/rand"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

const sample = `{
	"version": 3,
	"@owner": "kept",
	"port": 1.0e3,
	"endpoints": [
		{
			"endpoint": "/a",
			"METHOD": "post",
			"backend": [
				{ "url_pattern": "/x", "allow": ["a", "b",  "c", "d"], "mapping": {"k": "v",  "l": "w"} },
				{ "url_pattern": "/y" }
			]
		},
		{ "endpoint": "/b", "backend": [{"url_pattern": "/z", "host": ["http://h"]}] }
	]
}
`

func newDraft(text string) *Draft { return New(config.Parse("krakend.json", []byte(text))) }

func backend(d *Draft) config.Object { return d.Doc().Service().Endpoint(0).Backends[0].Object }

func TestT05AnEditChangesOnlyItsRegion(t *testing.T) {
	list := func(items ...string) func(*Draft) error {
		return func(d *Draft) error { return d.SetList(backend(d), "allow", items) }
	}
	table := func(pairs ...Pair) func(*Draft) error {
		return func(d *Draft) error { return d.SetTable(backend(d), "mapping", pairs) }
	}
	cases := []struct {
		name     string
		do       func(*Draft) error
		old, new string
	}{
		{"a value of a key in capitals", func(d *Draft) error { return d.Set(d.Doc().Service().Endpoint(0).Object, "method", `"PUT"`) }, `"METHOD": "post"`, `"METHOD": "PUT"`},
		{"T06 the third of a list goes", list("a", "b", "d"), `"b",  "c", "d"]`, `"b", "d"]`},
		{"one of a list is another", list("a", "b", "X", "d"), `"c"`, `"X"`},
		{"one more in a list", list("a", "b", "n", "c", "d"), `"b",  "c"`, `"b",  "n","c"`},
		{"an entry of a table", table(Pair{"k", "V"}, Pair{"l", "w"}), `"k": "v"`, `"k": "V"`},
		{"an entry of a table goes", table(Pair{"l", "w"}), `{"k": "v",  "l": "w"}`, `{"l": "w"}`},
		{"an entry of a table comes", table(Pair{"k", "v"}, Pair{"l", "w"}, Pair{"m", "x"}), `"l": "w"}`, `"l": "w", "m": "x"}`},
		{"a field goes", func(d *Draft) error { return d.Unset(backend(d), "allow") }, `, "allow": ["a", "b",  "c", "d"]`, ``},
		{"a backend goes", func(d *Draft) error { return d.Remove("delete", "/endpoints/0/backend/1") }, ",\n\t\t\t\t{ \"url_pattern\": \"/y\" }", ""},
		{"a backend twice", func(d *Draft) error { return d.Duplicate("duplicate", "/endpoints/0/backend", 1) }, `{ "url_pattern": "/y" }`, "{ \"url_pattern\": \"/y\" },\n\t\t\t\t{ \"url_pattern\": \"/y\" }"},
		{"the only backend twice", func(d *Draft) error { return d.Duplicate("duplicate", "/endpoints/1/backend", 0) }, `{"url_pattern": "/z", "host": ["http://h"]}`, `{"url_pattern": "/z", "host": ["http://h"]},{"url_pattern": "/z", "host": ["http://h"]}`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			d := newDraft(sample)
			if err := c.do(d); err != nil {
				t.Fatal(err)
			}
			want := strings.Replace(sample, c.old, c.new, 1)
			if d.Doc().Broken() {
				t.Errorf("the document is broken: %v", d.Doc().Findings)
			}
			if c.name == "one more in a list" { // where its comma stands is up to config
				want = d.Doc().Source.Text
				if got := d.Doc().Service().Endpoint(0).Backends[0].Allow.V; !cmp.Equal(got, []string{"a", "b", "n", "c", "d"}) {
					t.Errorf("the list is %v", got)
				}
			}
			if diff := cmp.Diff(want, d.Doc().Source.Text); diff != "" {
				t.Error(diff)
			}
			if _, ok := d.Undo(); !ok || d.Doc().Source.Text != sample || d.Dirty() {
				t.Errorf("undo gives\n%s", d.Doc().Source.Text)
			}
		})
	}
}

func TestT04UndoingEveryChangeGivesTheSameBytes(t *testing.T) {
	for seed := range int64(200) {
		rnd := rand.New(rand.NewSource(seed))
		text := sample
		if seed%2 == 1 {
			text = "\uFEFF" + strings.ReplaceAll(sample, "\n", "\r\n")
		}
		d := newDraft(text)
		var after []string
		for range 12 {
			before := d.Doc().Source.Text
			if err := randomChange(d, rnd); err != nil {
				if d.Doc().Source.Text != before {
					t.Fatalf("seed %d: a change that failed changed the document: %v", seed, err)
				}
				continue
			}
			after = append(after, d.Doc().Source.Text)
		}
		for i := len(after) - 1; i >= 0; i-- {
			if d.Doc().Source.Text != after[i] {
				t.Fatalf("seed %d: undo did not give the text after change %d", seed, i)
			}
			d.Undo()
		}
		if d.Doc().Source.Text != text || d.Dirty() {
			t.Fatalf("seed %d: undoing all gives\n%s", seed, d.Doc().Source.Text)
		}
		for range after {
			d.Redo()
		}
		if len(after) > 0 && d.Doc().Source.Text != after[len(after)-1] {
			t.Fatalf("seed %d: redoing all gives\n%s", seed, d.Doc().Source.Text)
		}
	}
}

func randomChange(d *Draft, rnd *rand.Rand) error {
	es := d.Doc().Service().Endpoints()
	if len(es) == 0 {
		return d.Insert("add", d.Doc().Service().Object, "endpoints", 0, "{\n  \"endpoint\": \"/n\"\n}")
	}
	e := es[rnd.Intn(len(es))]
	words := []string{"a", "b", "d", "é", "\"", "x.y"}
	pick := func() []string {
		var list []string
		for range rnd.Intn(5) {
			list = append(list, words[rnd.Intn(len(words))])
		}
		return list
	}
	switch rnd.Intn(9) {
	case 0:
		return d.Set(e.Object, "timeout", `"2s"`)
	case 1:
		return d.SetList(e.Object, "input_headers", pick())
	case 2:
		return d.Remove("delete", e.Pointer)
	case 3:
		return d.Duplicate("duplicate", "/endpoints", e.Index)
	case 4:
		return d.Move("move", "/endpoints", e.Index, rnd.Intn(len(es)))
	case 5:
		return d.Insert("add", e.Object, "backend", rnd.Intn(3), "{\n  \"url_pattern\": \"/n\"\n}")
	case 6:
		return d.Unset(e.Object, []string{"timeout", "method", "backend"}[rnd.Intn(3)])
	case 7:
		if len(e.Backends) == 0 || e.Backends[0] == nil {
			return ErrNoChange
		}
		return d.SetList(e.Backends[0].Object, "allow", pick())
	default:
		return d.Group("several", e.Pointer, func() error {
			if err := d.Set(e.Object, "cache_ttl", `"1s"`); err != nil {
				return err
			}
			if rnd.Intn(2) == 0 {
				return errors.New("not after all")
			}
			return d.Set(d.Doc().Service().Object, "name", `"n"`)
		})
	}
}

func TestGroupIsOneStep(t *testing.T) {
	d := newDraft(sample)
	err := d.Group("both", "/name", func() error {
		if err := d.Set(d.Doc().Service().Object, "name", `"n"`); err != nil {
			return err
		}
		return d.Set(d.Doc().Service().Object, "timeout", `"1s"`)
	})
	if err != nil || len(d.Past()) != 1 || d.Past()[0].Pointer != "/name" {
		t.Fatalf("got %v, %v", d.Past(), err)
	}
	if d.Undo(); d.Doc().Source.Text != sample {
		t.Errorf("got\n%s", d.Doc().Source.Text)
	}
}

func TestLockedDraftRefusesEveryChange(t *testing.T) {
	d := newDraft(sample)
	d.Lock("the file is read only")
	for name, err := range map[string]error{
		"set":   d.Set(d.Doc().Service().Object, "name", `"n"`),
		"list":  d.SetList(backend(d), "allow", []string{"z"}),
		"move":  d.Move("move", "/endpoints", 0, 1),
		"group": d.Group("g", "", func() error { return nil }),
	} {
		if err == nil || err.Error() != "the file is read only" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if d.Dirty() {
		t.Error("the draft has changed")
	}
}

func TestPointersLeadToTheirEndpoint(t *testing.T) {
	for pointer, want := range map[string][2]int{
		"": {-1, -1}, "/endpoints": {-1, -1}, "/endpoints/3": {3, -1}, "/endpoints/3/backend/12/host/0": {3, 12},
		"/EndPoints/3/backend": {3, -1}, "/timeout": {-1, -1}, "/endpoints/x": {-1, -1}, "/async_agent/1/backend/2": {-1, -1},
	} {
		if got := [2]int{EndpointOf(pointer), BackendOf(pointer)}; got != want {
			t.Errorf("%q: got %v, want %v", pointer, got, want)
		}
	}
}

func TestUnchangedTextIsNoChange(t *testing.T) {
	d := newDraft(sample)
	n := d.Doc().Root.At("/endpoints/0/endpoint")
	if err := d.Do("same", "", []syntax.Edit{{Start: n.Start, End: n.End, Text: n.Span.Text()}}); !errors.Is(err, ErrNoChange) || len(d.Past()) != 0 {
		t.Errorf("got %v, %d steps", err, len(d.Past()))
	}
}

func TestOnlyWhatIsNotSavedCounts(t *testing.T) {
	d := newDraft(sample)
	set := func(value string) {
		t.Helper()
		if err := d.Set(d.Doc().Service().Object, "port", value); err != nil {
			t.Fatal(err)
		}
	}
	count := func(when string, want int) {
		t.Helper()
		if got := len(d.Unsaved()); got != want {
			t.Errorf("%s: %d changes are not saved, want %d", when, got, want)
		}
	}
	set("1")
	set("2")
	count("at first", 2)
	d.Saved(d.Doc().Source.Text)
	count("saved", 0)
	set("3")
	count("after one more", 1)
	d.Saved(sample)
	count("when something else was saved", 1)
	d.Undo()
	d.Undo()
	count("taken back further", 0)
	set("4")
	count("on another way", 1)
	d.Reload(sample)
	count("read again", 0)
}
