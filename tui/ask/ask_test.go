package ask

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/ui"
)

func open() *Model {
	m := New(ui.NewTheme(false, false), "Title", "a question?", Answer{"s", "save", 1}, Answer{"d", "discard", 2})
	m.SetSize(40, m.Lines(40))
	return m
}

func TestAnswers(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want any
	}{
		{[]string{"s"}, Answered{1}},
		{[]string{"d"}, Answered{2}},
		{[]string{"enter"}, Answered{1}},
		{[]string{"down", "enter"}, Answered{2}},
		{[]string{"down", "down", "up", "enter"}, Answered{1}},
		{[]string{"esc"}, Cancelled{}},
		{[]string{"x"}, nil},
	} {
		m := open()
		var got any
		for _, k := range c.keys {
			got = m.Update(ui.Key{Name: k})
		}
		if got != c.want {
			t.Errorf("%q: got %v, want %v", c.keys, got, c.want)
		}
	}
}

func TestT18ClickGivesTheAnswerThatIsDrawnThere(t *testing.T) {
	m := open()
	for y, l := range m.View() {
		got := m.Update(ui.Click{X: 3, Y: y})
		if want := strings.Contains(l, "discard"); want != (got == any(Answered{2})) {
			t.Errorf("line %d, %q: got %v", y, l, got)
		}
	}
}
