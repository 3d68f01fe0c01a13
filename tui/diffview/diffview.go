// Package diffview is the editor's dialog that shows what a step would change,
// line by line, before it is done: saving, applying fixes.
package diffview

import (
	"fmt"

	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the dialog.
type (
	// Accepted says to do it. Value is what the dialog was made with.
	Accepted struct{ Value any }
	// Cancelled says to leave it.
	Cancelled struct{}
)

// Model is the dialog.
type Model struct {
	theme         *ui.Theme
	width, height int
	title, verb   string
	notes         []string
	lines         []Line
	value         any
	scroll        ui.Scroll
}

// New returns the dialog. Verb says what Enter does; notes stand above the
// diff; value comes back in Accepted.
func New(theme *ui.Theme, title, verb string, notes []string, lines []Line, value any) *Model {
	added, removed := Count(lines)
	return &Model{
		theme: theme, title: fmt.Sprintf("%s  +%d -%d lines", title, added, removed), verb: verb,
		notes: notes, lines: lines, value: value,
	}
}

// SetSize gives the dialog its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.scroll.Resize(len(m.lines), height-2-len(m.notes))
}

// Typing reports true: only the dialog's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keyCancel = ui.Binding{Keys: []string{"esc", "n", "q"}, Show: "esc", Short: "cancel", Long: "leave it", Group: ui.GroupFile}
	keyNext   = ui.Binding{Keys: []string{"tab", "]"}, Show: "tab", Short: "next place", Long: "next changed place", Group: ui.GroupMove}
)

func (m *Model) accept() ui.Binding {
	return ui.Binding{Keys: []string{"enter", "y", "ctrl+s"}, Show: "enter", Short: m.verb, Long: m.verb, Group: ui.GroupFile}
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	return append([]ui.Binding{m.accept(), keyCancel, keyNext}, ui.Moves()...)
}

// Update takes a key.
func (m *Model) Update(msg any) any {
	k, isKey := msg.(ui.Key)
	switch {
	case isKey && m.accept().Has(k):
		return Accepted{m.value}
	case isKey && keyCancel.Has(k):
		return Cancelled{}
	case isKey && keyNext.Has(k):
		m.next()
	default:
		m.move(msg)
	}
	return nil
}

// move scrolls: there is no cursor in a text.
func (m *Model) move(msg any) {
	s := m.scroll
	s.Cursor = s.Top
	if s.Move(msg) {
		m.scroll.Top = max(0, min(s.Cursor, s.Len-s.Height))
	}
}

// next scrolls to the next changed place, from the last one to the first.
func (m *Model) next() {
	for n := 1; n <= len(m.lines); n++ {
		i := (m.scroll.Top + n) % len(m.lines)
		if m.lines[i].Kind == Head {
			m.scroll.Top = max(0, min(i, m.scroll.Len-m.scroll.Height))
			return
		}
	}
}

// View draws the dialog.
func (m *Model) View() []string {
	t := m.theme
	var lines []string
	for _, n := range m.notes {
		lines = append(lines, " "+t.Cut(ui.Clean(n), m.width-4))
	}
	from, to := m.scroll.Window()
	for _, l := range m.lines[from:to] {
		lines = append(lines, Render(t, l, m.width-2))
	}
	return t.Box(m.title, lines, m.width, m.height, true)
}

// Render draws a line of a diff in a number of cells.
func Render(t *ui.Theme, l Line, width int) string {
	if l.Kind == Head {
		head := " " + l.Text + " "
		return t.Hunk.Render(t.Cut(head+t.Rule(width-ui.Width(head)), width))
	}
	sign, style := " ", ui.Style{}
	switch l.Kind {
	case Added:
		sign, style = "+", t.Added
	case Removed:
		sign, style = "-", t.Removed
	}
	text, head := ui.CleanLine(l.Text), fmt.Sprintf("%5d %s ", l.Number, sign)
	room := width - len(head)
	if at := ui.Width(ui.CleanLine(l.Text[:l.Focus])); at > room*2/3 && ui.Width(text) > room {
		// The change of a long line would lie outside: leave out its start.
		text = t.Ellipsis + ui.From(text, at-room/3)
	}
	return style.Render(t.Cut(head+text, width))
}
