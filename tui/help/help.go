// Package help is the editor's list of the keys that work now, by group, which
// a few typed letters narrow; Enter does what the chosen key does. So it is the
// help and the palette of commands in one.
package help

import (
	"strings"

	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the help.
type (
	// Run asks to do what a binding does.
	Run struct{ Binding ui.Binding }
	// Closed says that the reader is done.
	Closed struct{}
)

// Model is the list.
type Model struct {
	theme         *ui.Theme
	width, height int
	title         string
	all, shown    []ui.Binding
	filter        *ui.Input
	scroll        ui.Scroll
}

// New returns the list of bindings, sorted into their groups.
func New(theme *ui.Theme, title string, bindings []ui.Binding) *Model {
	m := &Model{theme: theme, title: title, filter: ui.NewInput("")}
	seen := map[string]bool{}
	for _, g := range ui.Groups() {
		for _, b := range bindings {
			if b.Group == g && !seen[b.Show+b.Long] {
				seen[b.Show+b.Long] = true
				m.all = append(m.all, b)
			}
		}
	}
	m.shown = m.all
	return m
}

// SetSize gives the list its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.scroll.Resize(len(m.shown), height-4)
}

// Typing reports true: letters narrow the list.
func (m *Model) Typing() bool { return true }

var (
	keyRun   = ui.Binding{Name: "help.run", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "do it", Long: "do what the key does", Group: ui.GroupMore}
	keyClose = ui.Binding{Name: "help.close", InText: true, Keys: []string{"esc", "ctrl+p", "?", "f1"}, Show: "esc", Short: "close", Long: "close the help", Group: ui.GroupMore}
	keyMove  = ui.Binding{InText: true, Keys: []string{"up", "down", "pgup", "pgdown"}, Show: "up down", Short: "move", Long: "move", Group: ui.GroupMove}
	keyType  = ui.Binding{InText: true, Show: "a-z", Short: "narrow", Long: "type to narrow the list", Group: ui.GroupFind}
)

// Bindings are all that the list's keys do.
func Bindings() []ui.Binding { return []ui.Binding{keyRun, keyType, keyMove, keyClose} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding { return Bindings() }

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	switch msg := msg.(type) {
	case ui.Click:
		if at := m.scroll.Top + msg.Y - 3; msg.Y >= 3 && at < len(m.shown) {
			m.scroll.To(at)
		}
		return nil
	case ui.Key:
		switch {
		case keyClose.Has(msg):
			return Closed{}
		case keyRun.Has(msg):
			if m.scroll.Cursor < len(m.shown) {
				return Run{m.shown[m.scroll.Cursor]}
			}
			return nil
		case keyMove.Has(msg):
			m.scroll.Move(msg)
		case m.filter.Update(msg):
			m.narrow()
		}
	case ui.Wheel:
		m.scroll.Move(msg)
	}
	return nil
}

func (m *Model) narrow() {
	m.shown = nil
	words := strings.Fields(strings.ToLower(m.filter.Text()))
next:
	for _, b := range m.all {
		text := strings.ToLower(b.Group + " " + b.Show + " " + b.Long)
		for _, w := range words {
			if !strings.Contains(text, w) {
				continue next
			}
		}
		m.shown = append(m.shown, b)
	}
	m.scroll.Resize(len(m.shown), m.height-4)
	m.scroll.To(0)
}

// View draws the list.
func (m *Model) View() []string {
	t := m.theme
	lines := []string{" " + t.Key.Render("> ") + m.filter.View(t, max(m.width-6, 2)), ""}
	from, to := m.scroll.Window()
	for i := from; i < to; i++ {
		b := m.shown[i]
		group := ""
		if i == from || m.shown[i-1].Group != b.Group {
			group = b.Group
		}
		point := " "
		if i == m.scroll.Cursor {
			point = ">"
		}
		text := t.Fit(b.Long, max(m.width-2-24, 0))
		if i == m.scroll.Cursor {
			lines = append(lines, t.Cursor.Render(point+t.Fit(group, 8)+t.Fit(b.Show, 12)+"   "+text))
			continue
		}
		lines = append(lines, point+t.Dim.Render(t.Fit(group, 8))+t.Key.Render(t.Fit(b.Show, 12))+"   "+text)
	}
	if len(m.shown) == 0 {
		lines = append(lines, t.Dim.Render(" nothing matches"))
	}
	return t.Box(m.title, lines, m.width, m.height, true)
}
