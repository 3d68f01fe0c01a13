package intake

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/tui/ui"
)

func screen() *Model {
	m := NewScreen(ui.NewTheme(false, true), "Import x.yaml", []Item{
		{Operation: "GET /a", Endpoint: "GET /v1/a", How: "json", Reasons: []string{"the schema is an object"}},
		{Operation: "GET /b", Endpoint: "GET /v1/b", How: "json", State: Differs},
		{Operation: "GET /c", Endpoint: "GET /v1/c", How: "json", State: Same},
		{Operation: "GET /d", State: Skipped, Reasons: []string{strings.Repeat("a long reason ", 60)}},
	})
	m.SetSize(80, 20)
	return m
}

func press(m *Model, keys ...string) any {
	var event any
	for _, k := range keys {
		event = m.Update(ui.Key{Name: k})
	}
	return event
}

func TestWhatIsNewIsPickedAndWhatIsThereCannotBe(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys []string
		want any
	}{
		{[]string{"enter"}, Accepted{[]Choice{{Item: 0}}}},
		{[]string{"j", "space", "enter"}, Accepted{[]Choice{{Item: 0}, {Item: 1}}}},
		{[]string{"a", "enter"}, Accepted{[]Choice{{Item: 0}, {Item: 1}}}},
		{[]string{"a", "c", "enter"}, Accepted{[]Choice{{Item: 0}}}},
		{[]string{"G", "space", "k", "space", "enter"}, Accepted{[]Choice{{Item: 0}}}},
		{[]string{"space", "enter"}, nil},
		{[]string{"a", "a", "enter"}, nil},
		{[]string{"esc"}, Closed{}},
		{[]string{"c", "j", "r", "enter"}, Accepted{[]Choice{{Item: 0}, {Item: 1}}}},
		{[]string{"j", "r", "r", "enter"}, Accepted{[]Choice{{Item: 0}, {Item: 1, Way: Merge}}}},
		{[]string{"j", "r", "r", "r", "enter"}, Accepted{[]Choice{{Item: 0}, {Item: 1, Way: Backend}}}},
		{[]string{"j", "r", "r", "r", "r", "enter"}, Accepted{[]Choice{{Item: 0}, {Item: 1}}}},
		{[]string{"j", "n"}, AskPath{1}},
		{[]string{"n"}, nil},
		{[]string{"r", "enter"}, Accepted{[]Choice{{Item: 0}}}},
	} {
		if diff := cmp.Diff(c.want, press(screen(), c.keys...)); diff != "" {
			t.Errorf("after %q: %s", c.keys, diff)
		}
	}
}

func TestReasonsOfTheOperationUnderTheCursorAreShown(t *testing.T) {
	t.Parallel()
	m := screen()
	see := func(texts ...string) {
		t.Helper()
		view := strings.Join(m.View(), "\n")
		for _, text := range texts {
			if !strings.Contains(view, text) {
				t.Errorf("no %q in\n%s", text, view)
			}
		}
	}
	see("1 of 4 picked", ">[x] GET /a", "the schema is an object", "! the draft has another", "as in the draft", "skipped")
	press(m, "j")
	see("nothing had to be decided")
	press(m, "G")
	see("a long reason", "more lines")
	m.Update(ui.Click{X: 4, Y: 1})
	see("the schema is an object")
	press(m, "space", "enter")
	see("nothing is picked")
	empty := NewScreen(ui.NewTheme(false, true), "Import", nil)
	empty.SetSize(60, 14)
	if press(empty, "space", "a", "enter", "j"); len(empty.View()) != 14 {
		t.Error("an empty screen has the wrong height")
	}
}

func TestPickingAllIsOfWhatIsShown(t *testing.T) {
	m := NewScreen(ui.NewTheme(false, false), "Import", []Item{{Operation: "GET /a", State: New}, {Operation: "PUT /a", State: New}, {Operation: "GET /b", State: Differs}})
	m.SetSize(60, 20)
	press := func(keys ...string) (event any) {
		for _, k := range keys {
			event = m.Update(ui.Key{Name: k, Text: map[bool]string{true: k}[len(k) == 1]})
		}
		return event
	}
	press("a", "a", "/", "g", "e", "t", "enter", "a", "esc")
	if diff := cmp.Diff(any(Accepted{[]Choice{{Item: 0}, {Item: 2}}}), press("enter")); diff != "" {
		t.Error(diff)
	}
	if frame := strings.Join(m.View(), "\n"); strings.Contains(frame, "/ ") && !strings.Contains(frame, "PUT /a") {
		t.Errorf("the filter stays:\n%s", frame)
	}
	if press("/", "x", "y", "enter", "space", "G"); !strings.Contains(strings.Join(m.View(), "\n"), "nothing matches") {
		t.Errorf("got\n%s", strings.Join(m.View(), "\n"))
	}
}
