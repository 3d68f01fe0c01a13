package help

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/tui/ui"
)

var bindings = []ui.Binding{
	{Keys: []string{"q"}, Show: "q", Long: "quit", Group: ui.GroupFile},
	{Keys: []string{"d"}, Show: "d", Long: "delete the endpoint", Group: ui.GroupChange},
	{Keys: []string{"d"}, Show: "d", Long: "delete the endpoint", Group: ui.GroupChange},
	{Keys: []string{"D"}, Show: "D", Long: "duplicate the endpoint", Group: ui.GroupChange},
}

func open() *Model {
	m := New(ui.NewTheme(false, false), "Keys", bindings)
	m.SetSize(60, 12)
	return m
}

func press(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		key := ui.Key{Name: k}
		if len(k) == 1 {
			key.Text = k
		}
		event = m.Update(key)
	}
	return event
}

func TestTypingNarrowsAndEnterRuns(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want any
	}{
		{[]string{"enter"}, Run{bindings[1]}},
		{[]string{"down", "enter"}, Run{bindings[3]}},
		{[]string{"q", "u", "i", "enter"}, Run{bindings[0]}},
		{[]string{"d", "u", "p", "enter"}, Run{bindings[3]}},
		{[]string{"z", "z", "enter"}, nil},
		{[]string{"z", "backspace", "down", "down", "down", "enter"}, Run{bindings[0]}},
		{[]string{"esc"}, Closed{}},
		{[]string{"?"}, Closed{}},
	} {
		if diff := cmp.Diff(c.want, press(open(), c.keys...)); diff != "" {
			t.Errorf("%q: %s", c.keys, diff)
		}
	}
}

func TestEveryBindingStandsOnceUnderItsGroup(t *testing.T) {
	frame := strings.Join(open().View(), "\n")
	for _, text := range []string{"Change", "File", "delete the endpoint", "duplicate", "quit"} {
		if strings.Count(frame, text) != 1 {
			t.Errorf("%q stands %d times in\n%s", text, strings.Count(frame, text), frame)
		}
	}
}

func TestT18ClickChoosesTheRowThatIsDrawnThere(t *testing.T) {
	m := open()
	for y, l := range m.View() {
		if strings.Contains(l, "quit") {
			m.Update(ui.Click{X: 3, Y: y})
			if diff := cmp.Diff(any(Run{bindings[0]}), press(m, "enter")); diff != "" {
				t.Error(diff)
			}
		}
	}
}
