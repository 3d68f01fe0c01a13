// Package page is the editor's view of a text that is longer than the screen:
// the page of a rule, the log of the changes, a place in a document.
package page

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the view.
type (
	// Closed says that the reader is done.
	Closed struct{}
	// Chosen asks for what one of the offered bindings does, by its name.
	Chosen struct{ Name string }
	// Copy asks to copy a text.
	Copy struct{ Text string }
)

// Line is a paragraph of the text with its look; it is wrapped to the width, or
// cut where the reader wants that.
type Line struct {
	Text  string
	Style ui.Style
	// Masked is shown in place of the text as long as secrets are hidden; "" for
	// a text without any.
	Masked string
	// Hang is how many bytes at the start, of one cell each, what is wrapped stands
	// behind.
	Hang int
}

// Model is the view.
type Model struct {
	theme         *ui.Theme
	width, height int
	revealed      bool // what lines were made with
	title         string
	text          []Line
	lines         []Line
	of            []int // the paragraph that each of lines is of
	cut           bool  // long paragraphs, instead of wrapping them
	mark          int   // the paragraph that the view begins with, and points to; -1 for none
	scroll        ui.Scroll
	search        *ui.Input // what is sought, nil for nothing
	typing        bool
	offered       []ui.Binding
	copied        string // what is copied, "" for nothing
}

// New returns a view of a text.
func New(theme *ui.Theme, title string, text []Line) *Model {
	return &Model{theme: theme, title: title, text: text, mark: -1}
}

// At opens the view at a paragraph, which it points to.
func (m *Model) At(paragraph int) { m.mark = paragraph }

// Offer lets keys of the caller work in the view.
func (m *Model) Offer(bindings ...ui.Binding) { m.offered = bindings }

// CopyAs lets the reader copy a text: what the view shows, without its masks.
func (m *Model) CopyAs(text string) { m.copied = text }

// SetSize gives the view its room, frame included.
func (m *Model) SetSize(width, height int) {
	first := m.width == 0
	changed := width != m.width || m.revealed != m.theme.Reveal
	m.width, m.height = width, height
	if changed {
		m.lay()
	}
	m.resize()
	if first && m.mark >= 0 {
		m.top(m.mark - 2)
	}
}

// lay breaks the paragraphs into lines.
func (m *Model) lay() {
	m.lines, m.of, m.revealed = nil, nil, m.theme.Reveal
	width := m.width - 4
	for i, l := range m.text {
		if l.Masked != "" && !m.theme.Reveal {
			l.Text = l.Masked
		}
		parts := []string{m.theme.Cut(ui.CleanLine(l.Text), width)}
		if !m.cut {
			parts = l.wrapped(width)
		}
		for _, s := range parts {
			m.lines, m.of = append(m.lines, Line{Text: s, Style: l.Style}), append(m.of, i)
		}
	}
}

// wrapped breaks the paragraph to a width.
func (l Line) wrapped(width int) []string {
	text := ui.CleanLine(l.Text)
	if l.Hang <= 0 || l.Hang > min(len(text), width/2) {
		return ui.Wrap(text, width)
	}
	parts := ui.Wrap(text[l.Hang:], width-l.Hang)
	for i, part := range parts {
		parts[i] = strings.Repeat(" ", l.Hang) + part
	}
	parts[0] = text[:l.Hang] + parts[0][l.Hang:]
	return parts
}

// top puts the first line of a paragraph on top, as far as there is enough below.
func (m *Model) top(paragraph int) {
	at, _ := slices.BinarySearch(m.of, max(paragraph, 0))
	m.scroll.Top = max(0, min(at, m.scroll.Len-m.scroll.Height))
}

// wrap changes between lines that are wrapped and lines that are cut; what is on
// top stays there.
func (m *Model) wrap() {
	paragraph := 0
	if m.scroll.Top < len(m.of) {
		paragraph = m.of[m.scroll.Top]
	}
	m.cut = !m.cut
	m.lay()
	m.resize()
	m.top(paragraph)
}

// Typing reports true: only the view's own keys work.
func (m *Model) Typing() bool { return true }

var keyClose = ui.Binding{Name: "page.close", Keys: []string{"esc", "q", "enter", "left", "h"}, Show: "esc", Short: "close", Long: "close the page", Group: ui.GroupMore}

var (
	keySearch = ui.Binding{Name: "page.search", Keys: []string{"/"}, Show: "/", Short: "search", Long: "search in the text", Group: ui.GroupFind}
	keyNext   = ui.Binding{Name: "page.next", Keys: []string{"n"}, Show: "n", Short: "next", Long: "to the next line that has what is sought", Group: ui.GroupFind}
	keyPrev   = ui.Binding{Name: "page.previous", Keys: []string{"N"}, Show: "N", Long: "to the line before that has what is sought", Group: ui.GroupFind}
	keyWrap   = ui.Binding{Name: "page.wrap", Keys: []string{"w"}, Show: "w", Long: "cut long lines, or wrap them", Group: ui.GroupMore}
	keyCopy   = ui.Binding{Name: "page.copy", Keys: []string{"y"}, Show: "y", Short: "copy", Long: "copy the text, to the clipboard too: JSON, or a patch, with the secrets in it", Group: ui.GroupMore}
	keyFind   = ui.Binding{Name: "search.find", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "find", Long: "go to the first line that has it", Group: ui.GroupFind}
	keyLeave  = ui.Binding{Name: "search.leave", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "leave it", Long: "leave the search", Group: ui.GroupFind}
)

// Bindings are all that the keys of a page do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{keyClose, keySearch, keyNext, keyPrev, keyWrap, keyCopy}, ui.Moves()...)
}

// Searching are the bindings that work while what is sought is typed.
func Searching() []ui.Binding { return []ui.Binding{keyFind, keyLeave} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	if m.typing {
		return Searching()
	}
	return slices.DeleteFunc(append(slices.Clone(m.offered), Bindings()...), func(b ui.Binding) bool {
		return (b.Name == keyNext.Name || b.Name == keyPrev.Name) && m.search == nil || b.Name == keyCopy.Name && m.copied == ""
	})
}

// Update takes a key.
func (m *Model) Update(msg any) any {
	if k, ok := msg.(ui.Key); ok {
		switch {
		case m.typing:
			m.typed(k)
			return nil
		case keyClose.Has(k):
			return Closed{}
		case keySearch.Has(k):
			m.search, m.typing = ui.NewInput(""), true
			m.resize()
			return nil
		case keyWrap.Has(k):
			m.wrap()
			return nil
		case keyCopy.Has(k) && m.copied != "":
			return Copy{m.copied}
		case keyNext.Has(k) && m.search != nil:
			m.find(m.scroll.Top+1, 1)
			return nil
		case keyPrev.Has(k) && m.search != nil:
			m.find(m.scroll.Top-1, -1)
			return nil
		}
	}
	if k, ok := msg.(ui.Key); ok {
		if i := slices.IndexFunc(m.offered, func(b ui.Binding) bool { return b.Has(k) }); i >= 0 {
			return Chosen{m.offered[i].Name}
		}
	}
	s := m.scroll
	s.Cursor = s.Top
	if s.Move(msg) {
		m.scroll.Top = max(0, min(s.Cursor, s.Len-s.Height))
	}
	return nil
}

// typed takes a key while what is sought is typed.
func (m *Model) typed(k ui.Key) {
	switch {
	case keyLeave.Has(k):
		m.search, m.typing = nil, false
	case keyFind.Has(k):
		m.typing = false
		if m.search.Text() == "" {
			m.search = nil
			break
		}
		m.find(m.scroll.Top, 1)
	default:
		m.search.Update(k)
	}
	m.resize()
}

// find puts the next line on top that has what is sought, from a line on, all
// around.
func (m *Model) find(from, by int) {
	for n := range m.lines {
		at := (from + by*n + 2*len(m.lines)) % len(m.lines)
		if m.has(at) {
			m.scroll.Cursor = at
			m.scroll.Top = max(0, min(at, m.scroll.Len-m.scroll.Height))
			return
		}
	}
}

func (m *Model) has(line int) bool {
	return m.search != nil && m.search.Text() != "" && strings.Contains(strings.ToLower(m.lines[line].Text), strings.ToLower(m.search.Text()))
}

func (m *Model) resize() {
	height := m.height - 2
	if m.search != nil {
		height--
	}
	top := m.scroll.Top
	m.scroll.Resize(len(m.lines), height)
	m.scroll.Top = max(0, min(top, m.scroll.Len-m.scroll.Height))
}

// View draws the part of the text that is seen.
func (m *Model) View() []string {
	var lines []string
	if m.search != nil {
		text := m.theme.Fit(ui.Clean(m.search.Text()), m.width-5)
		if m.typing {
			text = m.search.View(m.theme, m.width-5)
		}
		lines = append(lines, m.theme.Key.Render("/ ")+text)
	}
	from, to := m.scroll.Window()
	for i, l := range m.lines[from:to] {
		point := " "
		if m.has(from+i) || m.search == nil && m.mark >= 0 && m.of[from+i] == m.mark {
			point = ">"
		}
		lines = append(lines, l.Style.Render(point+l.Text))
	}
	title := m.title
	if m.cut {
		title += " (cut)"
	}
	if to < len(m.lines) {
		title += " (more below)"
	}
	return m.theme.Box(title, lines, m.width, m.height, true)
}
