package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/tui/ui"
)

func of(items ...Item) *Model {
	m := NewScreen(ui.NewTheme(false, true), "Import", items)
	m.SetSize(80, 20)
	return m
}

func TestPickedOperationsAreJoined(t *testing.T) {
	t.Parallel()
	items := []Item{
		{Operation: "GET /a", Endpoint: "GET /a"}, {Operation: "GET /b", Endpoint: "GET /b", State: Differs},
		{Operation: "service", Endpoint: "timeout", Whole: true}, {Operation: "GET /a + GET /b", Endpoint: "GET /ab", Joint: true},
	}
	for _, c := range []struct {
		keys []string
		want any
		says string
	}{
		{[]string{"j", "space", "G", "space", "m"}, Join{[]int{0, 1}}, ""}, // settings are left out
		{[]string{"a", "m"}, nil, "GET /ab is joined already"},
		{[]string{"G", "space", "m"}, nil, "two or more"},
	} {
		m := of(items...)
		if got := press(m, c.keys...); !cmp.Equal(got, c.want) || !strings.Contains(strings.Join(m.View(), "\n"), c.says) {
			t.Errorf("%q: got %v, want %v, saying %q:\n%s", c.keys, got, c.want, c.says, strings.Join(m.View(), "\n"))
		}
	}
	m := of(items[0], items[1], Item{Operation: "POST /c", Endpoint: "POST /c"})
	press(m, "a")
	for _, k := range []string{"/", "g", "e", "t", "enter"} {
		m.Update(ui.Key{Name: k, Text: map[bool]string{true: k}[len(k) == 1]})
	}
	if got := press(m, "m"); !cmp.Equal(got, any(Join{[]int{0, 1}})) {
		t.Errorf("what the filter hides is joined: %v", got)
	}
	alone := of(items[0], items[2])
	for _, b := range alone.Keys() {
		if b.Name == keyJoin.Name {
			t.Error("one operation alone can be joined")
		}
	}
	if got := press(alone, "m"); got != nil {
		t.Errorf("got %v", got)
	}
}

func TestAScreenGoesOnWithWhatWasPicked(t *testing.T) {
	t.Parallel()
	old := of(
		Item{Operation: "GET /a", Endpoint: "GET /a"}, Item{Operation: "GET /b", Endpoint: "GET /b"},
		Item{Operation: "GET /c", Endpoint: "GET /c", State: Differs}, Item{Operation: "GET /d", Endpoint: "GET /d", State: Differs},
		Item{Operation: "GET /e", Endpoint: "GET /e"},
	)
	press(old, "space", "j", "r", "r") // not /a; /c is merged
	m := of(
		Item{Operation: "GET /new", Endpoint: "GET /new"}, Item{Operation: "GET /a", Endpoint: "GET /v1/a"}, Item{Operation: "GET /b", Endpoint: "GET /v1/b"},
		Item{Operation: "GET /c", Endpoint: "GET /c", State: Differs}, Item{Operation: "GET /d", Endpoint: "GET /v1/d"},
		Item{Operation: "GET /e", State: Skipped},
	)
	m.Resume(old)
	want := Accepted{[]Choice{{Item: 0}, {Item: 2}, {Item: 3, Way: Merge}, {Item: 4}}}
	if diff := cmp.Diff(any(want), press(m, "enter")); diff != "" {
		t.Error(diff)
	}
	m.Joined(0, []int{2, 4})
	want = Accepted{[]Choice{{Item: 0, Way: Merge}, {Item: 3, Way: Merge}}}
	if diff := cmp.Diff(any(want), press(m, "enter")); diff != "" {
		t.Error(diff)
	}
}

func TestAScreenGoesOnWithItsFilterAndCursor(t *testing.T) {
	t.Parallel()
	items := []Item{{Operation: "GET /a", Endpoint: "GET /a"}, {Operation: "GET /b", Endpoint: "GET /b"}, {Operation: "POST /c", Endpoint: "POST /c"}}
	old := of(items...)
	for _, k := range []string{"/", "g", "e", "t", "enter", "j"} {
		old.Update(ui.Key{Name: k, Text: map[bool]string{true: k}[len(k) == 1]})
	}
	m := of(append(items, Item{Operation: "GET /a + GET /b", Endpoint: "GET /ab", Joint: true}, Item{Operation: "x", Endpoint: "POST /joint", Joint: true})...)
	if m.Resume(old); len(m.shown) != 3 || m.scroll.Cursor != 1 {
		t.Errorf("%d are shown, the cursor is on %d", len(m.shown), m.scroll.Cursor)
	}
	if m.Joined(3, nil); len(m.shown) != 3 || m.scroll.Cursor != 2 {
		t.Errorf("%d are shown, the cursor is on %d", len(m.shown), m.scroll.Cursor)
	}
	if m.Joined(4, nil); len(m.shown) != 5 || m.scroll.Cursor != 4 {
		t.Errorf("what was joined is hidden: %d are shown, the cursor is on %d", len(m.shown), m.scroll.Cursor)
	}
}

func TestTheSettingsStandAboveTheOperations(t *testing.T) {
	t.Parallel()
	m := of(Item{Operation: "GET /a", Endpoint: "GET /a"}, Item{Operation: "GET /b", Endpoint: "GET /b"})
	m.Set(Settings{Host: "http://me:hunter2@a:80", Encoding: "smart"})
	view := m.View()
	if len(view) != 20 || !strings.Contains(view[1], "host http://me:****@a:80 [h]   prefix (none) [p]   encoding smart [e]") {
		t.Errorf("got\n%s", strings.Join(view, "\n"))
	}
	if m.Update(ui.Click{X: 3, Y: 3}); m.scroll.Cursor != 1 {
		t.Errorf("a click on the second row chooses row %d", m.scroll.Cursor)
	}
	if m.Update(ui.Click{X: 3, Y: 1}); m.scroll.Cursor != 1 {
		t.Error("a click on the settings chooses a row")
	}
	for key, want := range map[string]any{"h": Host{}, "p": Prefix{}, "e": Encoding{}} {
		if got := press(m, key); got != want {
			t.Errorf("%q: got %v", key, got)
		}
	}
}
