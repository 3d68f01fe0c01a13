package tui

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/intake"
)

func TestPickedEndpointsGoWhereTheirOwnAre(t *testing.T) {
	t.Parallel()
	const file = `{"version": 3, "timeout": "1s", "endpoints": [
  {"endpoint": "/a/{x}", "@own": 1, "backend": []},
  {"endpoint": "/b", "@own": 2, "backend": []},
  {"endpoint": "/c", "@own": 3, "backend": [{"url_pattern": "/c", "host": ["http://own:80"]}]}
]}`
	of := func(path string) imported {
		return imported{id: diag.Endpoint{Method: "GET", Path: path}, json: fmt.Sprintf(`{"endpoint": %q, "method": "GET", "backend": [{"url_pattern": %q, "host": ["http://new:80"]}]}`, path, path)}
	}
	entries := []imported{of("/new"), of("/a/{y}"), of("/b"), of("/c"), of("/last"), {setting: "timeout", json: `"9s"`}}
	d := draft.New(config.Parse("k.json", []byte(file)))
	err := putPicked(d, entries, []intake.Choice{{Item: 0}, {Item: 1}, {Item: 2, Way: intake.Rename, Path: "/bb"}, {Item: 3, Way: intake.Merge}, {Item: 4}, {Item: 5}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range d.Doc().Service().Endpoints() {
		got = append(got, e.ID().String()+": "+strings.Join(calls(e), ", "))
	}
	want := []string{"GET /a/{y}: /a/{y}", "GET /b: ", "GET /c: /c, /c", "GET /new: /new", "GET /bb: /b", "GET /last: /last"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if text := d.Doc().Source.Text; strings.Contains(text, `"@own": 1`) || !strings.Contains(text, `"@own": 2`) || !strings.Contains(text, `"@own": 3`) || !strings.Contains(text, `"timeout": "9s"`) {
		t.Errorf("got\n%s", text)
	}
	again := d.Doc().Source.Text
	if err := putPicked(d, entries, []intake.Choice{{Item: 1}, {Item: 3, Way: intake.Merge}, {Item: 5}}); err != nil || d.Doc().Source.Text != again {
		t.Errorf("%v: what is there already is put in again:\n%s", err, d.Doc().Source.Text)
	}
}
