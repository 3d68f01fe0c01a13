package page

import (
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/ui"
)

func TestPageScrollsAndWrapsAnew(t *testing.T) {
	var text []Line
	for range 30 {
		text = append(text, Line{Text: "some words that do not fit\x1b[31m"})
	}
	text = append(text, Line{Text: "the end"})
	m := New(ui.NewTheme(false, false), "Page", text)
	m.SetSize(28, 10)
	frame := func() string { return strings.Join(m.View(), "\n") }
	if !strings.Contains(frame(), "more below") || strings.Contains(frame(), "the end") {
		t.Errorf("got\n%s", frame())
	}
	m.Update(ui.Key{Name: "G"})
	if strings.Contains(frame(), "more below") || !strings.Contains(frame(), "the end") || strings.Contains(frame(), "\x1b") {
		t.Errorf("at the end:\n%s", frame())
	}
	m.SetSize(80, 60)
	if !strings.Contains(frame(), "some words that do not fit") || !strings.Contains(frame(), "the end") {
		t.Errorf("in a larger room:\n%s", frame())
	}
	if got := m.Update(ui.Key{Name: "esc"}); got != any(Closed{}) {
		t.Errorf("got %v", got)
	}
}
