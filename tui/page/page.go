// Package page is the editor's view of a text that is longer than the screen:
// the page of a rule, the log of the changes.
package page

import (
	"github.com/gatewright/gatewright/tui/ui"
)

// Closed says that the reader is done.
type Closed struct{}

// Line is a paragraph of the text with its look; it is wrapped to the width.
type Line struct {
	Text  string
	Style ui.Style
	// Masked is shown in place of the text as long as secrets are hidden; "" for
	// a text without any.
	Masked string
}

// Model is the view.
type Model struct {
	theme         *ui.Theme
	width, height int
	revealed      bool // what lines were made with
	title         string
	text          []Line
	lines         []Line
	scroll        ui.Scroll
}

// New returns a view of a text.
func New(theme *ui.Theme, title string, text []Line) *Model {
	return &Model{theme: theme, title: title, text: text}
}

// SetSize gives the view its room, frame included.
func (m *Model) SetSize(width, height int) {
	if width != m.width || m.revealed != m.theme.Reveal {
		m.lines, m.revealed = nil, m.theme.Reveal
		for _, l := range m.text {
			if l.Masked != "" && !m.theme.Reveal {
				l.Text = l.Masked
			}
			for _, s := range ui.Wrap(ui.CleanLine(l.Text), width-4) {
				m.lines = append(m.lines, Line{Text: s, Style: l.Style})
			}
		}
	}
	m.width, m.height = width, height
	m.scroll.Resize(len(m.lines), height-2)
}

// Typing reports true: only the view's own keys work.
func (m *Model) Typing() bool { return true }

var keyClose = ui.Binding{Name: "page.close", Keys: []string{"esc", "q", "enter", "left", "h"}, Show: "esc", Short: "close", Long: "close the page", Group: ui.GroupMore}

// Bindings are all that the keys of a page do.
func Bindings() []ui.Binding { return append([]ui.Binding{keyClose}, ui.Moves()...) }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding { return Bindings() }

// Update takes a key.
func (m *Model) Update(msg any) any {
	if k, ok := msg.(ui.Key); ok && keyClose.Has(k) {
		return Closed{}
	}
	s := m.scroll
	s.Cursor = s.Top
	if s.Move(msg) {
		m.scroll.Top = max(0, min(s.Cursor, s.Len-s.Height))
	}
	return nil
}

// View draws the part of the text that is seen.
func (m *Model) View() []string {
	var lines []string
	from, to := m.scroll.Window()
	for _, l := range m.lines[from:to] {
		lines = append(lines, l.Style.Render(" "+l.Text))
	}
	title := m.title
	if to < len(m.lines) {
		title += " (more below)"
	}
	return m.theme.Box(title, lines, m.width, m.height, true)
}
