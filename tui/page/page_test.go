package page

import (
	"fmt"
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

func TestTextIsSearched(t *testing.T) {
	var text []Line
	for i := range 40 {
		text = append(text, Line{Text: fmt.Sprintf("line %d", i)})
	}
	m := New(ui.NewTheme(false, false), "Page", text)
	m.SetSize(30, 10)
	press := func(keys ...string) string {
		for _, k := range keys {
			key := ui.Key{Name: k}
			if len(k) == 1 {
				key.Text = k
			}
			m.Update(key)
		}
		return strings.Join(m.View(), "\n")
	}
	if got := press("n", "N"); !strings.Contains(got, "line 0") {
		t.Errorf("without a search it moves:\n%s", got)
	}
	for _, c := range []struct {
		keys []string
		top  string
	}{
		{[]string{"/", "L", "I", "N", "E", "space", "enter"}, "line 0"},
		{[]string{"/", "9", "enter"}, "line 9"},
		{[]string{"n"}, "line 19"},
		{[]string{"n"}, "line 29"},
		{[]string{"N", "N"}, "line 9"},
		{[]string{"N"}, "line 33"}, // round the start, to as far as the text goes
	} {
		lines := strings.Split(press(c.keys...), "\n")
		if len(lines) != 10 || !strings.Contains(lines[2], c.top) {
			t.Errorf("after %q:\n%s", c.keys, strings.Join(lines, "\n"))
		}
	}
	if got := press("/", "x", "esc"); strings.Contains(got, "/ ") || m.Update(ui.Key{Name: "esc"}) != any(Closed{}) {
		t.Errorf("the search is not left:\n%s", got)
	}
	if got := press("/", "enter"); strings.Contains(got, "/ ") {
		t.Errorf("an empty search stays:\n%s", got)
	}
	empty := New(ui.NewTheme(false, false), "Page", nil)
	empty.SetSize(30, 10)
	for _, k := range []string{"/", "a", "enter", "n", "N"} {
		empty.Update(ui.Key{Name: k, Text: k})
	}
}

func TestLongLinesAreCutOrWrappedAndWhatIsOnTopStays(t *testing.T) {
	var text []Line
	for i := range 40 {
		text = append(text, Line{Text: fmt.Sprintf("line %d %s end %d", i, strings.Repeat("word ", 20), i)})
	}
	m := New(ui.NewTheme(false, false), "Page", text)
	m.At(20)
	m.SetSize(40, 12)
	frame := func() string { return strings.Join(m.View(), "\n") }
	if !strings.Contains(frame(), ">line 20") && !strings.Contains(frame(), "line 18") {
		t.Errorf("it does not begin at the paragraph:\n%s", frame())
	}
	top := func() int { return m.of[m.scroll.Top] }
	if top() != 18 {
		t.Errorf("line %d is on top", top())
	}
	m.Update(ui.Key{Name: "w"})
	if got := frame(); strings.Contains(got, "end 18") || !strings.Contains(got, "line 18") || !strings.Contains(got, ">line 20") || !strings.Contains(got, "(cut)") || top() != 18 {
		t.Errorf("cut:\n%s", got)
	}
	m.Update(ui.Key{Name: "w"})
	if got := frame(); !strings.Contains(got, "end 18") || top() != 18 {
		t.Errorf("wrapped:\n%s", got)
	}
}

func TestWhatIsWrappedStandsBehindItsLabel(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		line  Line
		width int
		want  string
	}{
		{Line{Text: "Fix  write it so", Hang: 5}, 13, "Fix  write it|     so"},
		{Line{Text: "Fix  write it so", Hang: 5}, 40, "Fix  write it so"},
		{Line{Text: "Fix  write it so", Hang: 5}, 8, "Fix|write it|so"}, // no room for a label
		{Line{Text: "Fix", Hang: 5}, 40, "Fix"},
		{Line{Text: "Fix  ", Hang: 5}, 40, "Fix  "},
		{Line{Text: "no label here"}, 9, "no label|here"},
	} {
		if got := strings.Join(c.line.wrapped(c.width), "|"); got != c.want {
			t.Errorf("%+v in %d: %q, want %q", c.line, c.width, got, c.want)
		}
	}
}
