package diffview

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/ui"
)

func TestTheOutcomeOfSavingStandsBelowTheLines(t *testing.T) {
	t.Parallel()
	diff := Compare(lines(60, nil), lines(60, map[int]string{5: "five\n", 30: "thirty\n", 55: "fifty\n"}))
	m := New(ui.NewTheme(false, true), "Save x", "save", nil, diff, nil)
	m.SetSize(80, 24)
	m.Saving(Outcome{Title: "3 edits", Below: []string{"one", "two", "three", "four", "five", "six", "seven", "last" + strings.Repeat(" word", 20)}, Listed: true})
	see := func(texts ...string) {
		t.Helper()
		view := m.View()
		if len(view) != 24 {
			t.Fatalf("%d lines", len(view))
		}
		for _, text := range texts {
			if !strings.Contains(strings.Join(view, "\n"), text) {
				t.Errorf("no %q in\n%s", text, strings.Join(view, "\n"))
			}
		}
	}
	see("Save x  +3 -3 lines  3 edits", "line 5", "| seven ", "1 more place below, tab goes there", "last word")
	if strings.Contains(strings.Join(m.View(), "\n"), "| one ") {
		t.Error("what stands below takes more than a third")
	}
	if m.Update(ui.Key{Name: "l"}) != any(Findings{}) {
		t.Error("l does not list the findings")
	}
	m.Update(ui.Key{Name: "x"})
	see("left out", ", counted with what is")
	m.Update(ui.Key{Name: "tab"})
	see("5 more lines below")
	m.Update(ui.Key{Name: "G"})
	see("line 58")
	m.SetSize(30, 24) // no room for all of the title
	see("Save x  +3 -3 lines")
	m.Saving(Outcome{})
	if event := m.Update(ui.Key{Name: "l"}); event != nil {
		t.Errorf("l asks for %v where nothing is wrong", event)
	}
	for height := range 12 {
		m.SetSize(20, height)
		m.Saving(Outcome{Below: []string{"a", "b", "c"}})
		if got := len(m.View()); got != height {
			t.Errorf("%d lines at a height of %d", got, height)
		}
	}
}
