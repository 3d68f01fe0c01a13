package repair

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ui"
)

func TestNeeded(t *testing.T) {
	for text, want := range map[string]bool{
		"": true, "[]": true, "1": true, "{": true, `{"a": 1 "b": 2}`: true, "{\"a\": \x01}": true,
		"{}": false, `{"a": 1, "a": 2}`: false, "\uFEFF{}": false, `{"a": 1,}`: false, `{"endpoints": 7}`: false,
	} {
		if got := Needed(config.Parse("krakend.json", []byte(text))); got != want {
			t.Errorf("%q: got %v", text, got)
		}
	}
}

func open(text string) *Model {
	m := New(ui.NewTheme(false, false))
	m.SetSize(60, 20)
	m.SetDocument(config.Parse("krakend.json", []byte(text)))
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

func TestTheCaretStandsUnderTheFault(t *testing.T) {
	m := open("{\n\t\"a\": 1\n\t\"b\": 2\n}")
	lines := m.View()
	for i, l := range lines {
		if strings.Contains(l, ">") && strings.Contains(l, `"a": 1`) {
			if at, want := strings.Index(lines[i+1], "^"), strings.Index(l, "1")+1; at != want {
				t.Errorf("the caret is in column %d instead of %d:\n%s\n%s", at, want, l, lines[i+1])
			}
			return
		}
	}
	t.Errorf("no line is marked:\n%s", strings.Join(lines, "\n"))
}

func TestALineIsEditedAtTheFault(t *testing.T) {
	m := open("{\n  \"a\": 1\n  \"b\": 2\n}")
	if got := press(m, "enter", ",", "enter"); got != any(SetLine{2, `  "a": 1,`}) {
		t.Errorf("got %v", got)
	}
	press(m, "enter")
	m.Update(ui.Wheel{Lines: 3})
	if got := press(m, "x", "enter"); got.(SetLine).Line != 2 {
		t.Errorf("the mouse has moved what is typed: %v", got)
	}
	if got := press(m, "G", "enter", "esc", "g", "enter", "x", "enter"); got != any(SetLine{1, "{x"}) {
		t.Errorf("got %v", got)
	}
}

func TestFaultsAreGoneThrough(t *testing.T) {
	m := open("{\n  \"a\": 1\n  \"b\": 2,,\n  \"c\": \"\\q\"\n}")
	if len(m.found) < 3 {
		t.Fatalf("%d faults", len(m.found))
	}
	first := m.line
	for range m.found {
		press(m, "tab")
	}
	if m.line != first {
		t.Error("tab does not go round")
	}
	if press(m, "shift+tab"); m.line == first {
		t.Error("shift+tab does not go back")
	}
}

func TestTheViewFillsItsRoom(t *testing.T) {
	for _, text := range []string{"", "[", "{" + strings.Repeat(`"a": 1 `, 5000), strings.Repeat("{\n", 500), "日本\x00\t\xff"} {
		for _, size := range [][2]int{{30, 8}, {60, 14}, {150, 50}} {
			m := open(text)
			m.SetSize(size[0], size[1])
			for _, k := range []string{"", "tab", "G", "enter", "x", "esc", "g"} {
				press(m, k)
				lines := m.View()
				if len(lines) != size[1] {
					t.Fatalf("%d lines instead of %d", len(lines), size[1])
				}
				for _, l := range lines {
					if w := ansi.StringWidth(l); w != size[0] {
						t.Fatalf("a line has %d cells instead of %d: %s", w, size[0], l)
					}
				}
			}
		}
	}
}
