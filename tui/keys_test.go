package tui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/detail"
	"github.com/gatewright/gatewright/tui/findings"
	"github.com/gatewright/gatewright/tui/intake"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/routes"
	"github.com/gatewright/gatewright/tui/try"
	"github.com/gatewright/gatewright/tui/ui"
)

// everything gives the editor all that some key needs.
func everything(t testing.TB) func(*Options) {
	documents := products(t)
	return func(o *Options) {
		o.Send, o.Editor, o.Services = canned, []string{"ed"}, documents
		o.Load = func(context.Context, string) ([]*spec.Service, error) { return documents, nil }
	}
}

// keyTables are the tables of keys in the documentation, from the bindings.
func keyTables(t *testing.T) string {
	at := func(keys ...string) []ui.Binding {
		d := newDriver(t, shop(t), 120, 40, everything(t)).press(keys...)
		if len(d.m.overlays) > 0 {
			return d.m.top().Keys()
		}
		return d.m.current().Keys()
	}
	clashing := newDriver(t, shop(t), 120, 40).press("k", "enter", "enter", " x", "enter")
	clashing.m.askSides(replaced(t, `"name": "shop"`, `"name": "theirs"`))
	broken := newDriver(t, []byte("{"), 120, 40)
	var b strings.Builder
	for _, s := range []struct {
		title string
		keys  []ui.Binding
	}{
		{"Everywhere", globals()},
		{"Moving in a list", ui.Moves()},
		{"Command line", at(":")},
		{"Endpoints", list.Bindings()},
		{"Endpoints, while the filter is typed", list.Filtering()},
		{"Fields", detail.Bindings()},
		{"Findings", at("3")},
		{"Findings, while the filter is typed", findings.Filtering()},
		{"A question", ask.Bindings()},
		{"A field of one line", at("2", "enter")},
		{"A field with proposed values", at("2", "]", "j", "enter")},
		{"A field with a choice", at("2", "j", "enter")},
		{"A field with a list", at("2", "j", "j", "j", "j", "enter")},
		{"A list, while an item of it is sought", at("2", "j", "j", "j", "j", "enter", "/")},
		{"An item of a list", at("2", "j", "j", "j", "j", "enter", "n")},
		{"Try it", try.Bindings()},
		{"Map of the routes", at("m")},
		{"Map of the routes, while the filter is typed", routes.Filtering()},
		{"Import", intake.Bindings()},
		{"Import, while the filter is typed", intake.Filtering()},
		{"Saving, and other diffs", at("G", "D", "1", "g", "enter", "enter", " x", "enter", "ctrl+s")},
		{"Merging where both have changed something", clashing.m.top().Keys()},
		{"A page of text", page.Bindings()},
		{"A page of text, while what is sought is typed", page.Searching()},
		{"Repair", broken.m.current().Keys()},
	} {
		fmt.Fprintf(&b, "\n### %s\n\n| key | does |\n|---|---|\n", s.title)
		moves := map[string]bool{}
		if s.title != "Moving in a list" {
			for _, k := range ui.Moves() {
				moves[k.Show+k.Long] = true
			}
		}
		for _, k := range s.keys {
			if moves[k.Show+k.Long] {
				continue
			}
			names := []string{"`" + k.Show + "`"}
			for _, other := range k.Keys {
				if other != k.Show {
					names = append(names, "`"+other+"`")
				}
			}
			fmt.Fprintf(&b, "| %s | %s |\n", strings.ReplaceAll(strings.Join(names, " "), "|", `\|`), k.Long)
		}
	}
	return b.String() + "\n"
}

func TestT21DocumentationHasEveryKeyAndNoOther(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "docs", "tui.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- keys -->\n", "<!-- /keys -->\n"
	head, rest, ok := strings.Cut(string(data), begin)
	got, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		t.Fatalf("%s has no %s and %s", path, begin, end)
	}
	want := keyTables(t)
	if updating() {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("write it with -update: %s", diff)
	}
}

func TestT20DocumentationNamesEveryAction(t *testing.T) {
	path := filepath.Join("..", "docs", "tui.md")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	const begin, end = "<!-- actions -->\n", "<!-- /actions -->\n"
	head, rest, _ := strings.Cut(string(data), begin)
	got, tail, ok := strings.Cut(rest, end)
	if !ok {
		t.Fatalf("%s has no %s and %s", path, begin, end)
	}
	want := "`" + strings.Join(Actions(), "` `") + "`\n"
	if updating() {
		if err := os.WriteFile(path, []byte(head+begin+want+end+tail), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("write it with -update: %s", diff)
	}
}

func TestT21NoKeyHasTwoMeaningsInOnePlace(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40, everything(t))
	for _, keys := range [][]string{nil, {"2"}, {"3"}, {"1", "t"}, {"esc", "2", "enter"}, {"esc", "j", "j", "j", "j", "enter"}} {
		d.press(keys...)
		own := map[string]string{}
		for _, b := range d.m.keysHere() {
			for _, k := range b.Keys {
				// What fixes, explains and ignores the finding here does so in every pane.
				if other, ok := own[k]; ok && other != b.Long && k != "f" && k != "e" && k != "i" && k != "t" {
					t.Errorf("after %q: %s is %q and %q", keys, k, other, b.Long)
				}
				own[k] = b.Long
			}
		}
	}
}
