// Package command is the editor's command line, as :w and :goto of other
// editors: one line of text with what it could become below it, and the lines
// that were run before.
//
//	c := command.New(theme, past, offer)
//
// It knows no command: the parent says what a line can go on with, and does what
// a line says.
package command

import (
	"strings"

	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the command line.
type (
	// Run says to do what a line says.
	Run struct{ Line string }
	// Closed says that nothing is to be done.
	Closed struct{}
)

// Offer is a line that what is typed could become.
type Offer struct {
	// Line is the whole line, About what it does.
	Line, About string
}

// most is how many offers are seen at once.
const most = 10

// Model is the command line.
type Model struct {
	theme         *ui.Theme
	width, height int
	input         *ui.Input
	past          []string
	back          int // how many lines of the past the input is back
	offer         func(line string) []Offer
	offers        []Offer
	scroll        ui.Scroll
	chosen        bool // the cursor was moved to an offer
}

// New returns an empty command line. Past are the lines run before, the oldest
// first; offer returns what a line could become.
func New(theme *ui.Theme, past []string, offer func(line string) []Offer) *Model {
	m := &Model{theme: theme, input: ui.NewInput(""), past: past, offer: offer}
	m.narrow()
	return m
}

// Lines returns the height that all offers of an empty line need, so that the
// dialog keeps its place while it is typed in.
func (m *Model) Lines(int) int { return most + 4 }

// SetSize gives the command line its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.scroll.Resize(len(m.offers), height-4)
}

// Typing reports true: letters are text.
func (m *Model) Typing() bool { return true }

var (
	keyRun   = ui.Binding{Name: "command.run", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "run", Long: "do what the line says", Group: ui.GroupMore}
	keyTake  = ui.Binding{Name: "command.take", InText: true, Keys: []string{"tab"}, Show: "tab", Short: "take", Long: "take what is proposed", Group: ui.GroupMore}
	keyNext  = ui.Binding{Name: "command.next", InText: true, Keys: []string{"down", "ctrl+n"}, Show: "down", Short: "next", Long: "to the next proposal", Group: ui.GroupMove}
	keyPrev  = ui.Binding{Name: "command.previous", InText: true, Keys: []string{"up", "ctrl+p"}, Show: "up", Short: "earlier lines", Long: "to the proposal before; above the first to the lines run before", Group: ui.GroupMove}
	keyClose = ui.Binding{Name: "command.close", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "close", Long: "close the command line", Group: ui.GroupMore}
)

// Bindings are all that the command line's keys do.
func Bindings() []ui.Binding { return []ui.Binding{keyRun, keyTake, keyNext, keyPrev, keyClose} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding { return Bindings() }

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	switch msg := msg.(type) {
	case ui.Click:
		if at := m.scroll.Top + msg.Y - 3; msg.Y >= 3 && at < len(m.offers) {
			m.scroll.To(at)
			m.chosen = true
		}
	case ui.Wheel:
		m.scroll.Move(msg)
	case ui.Key:
		return m.key(msg)
	}
	return nil
}

func (m *Model) key(k ui.Key) any {
	switch {
	case keyClose.Has(k), k.Name == "backspace" && m.input.Text() == "":
		return Closed{}
	case keyRun.Has(k):
		if m.chosen {
			m.take()
			if strings.HasSuffix(m.input.Text(), " ") {
				return nil // it wants to know more
			}
		}
		if line := strings.TrimSpace(m.input.Text()); line != "" {
			return Run{line}
		}
		return Closed{}
	case keyTake.Has(k):
		m.take()
	case keyNext.Has(k):
		m.next()
	case keyPrev.Has(k):
		m.previous()
	case m.input.Update(k):
		m.back = 0
		m.narrow()
	}
	return nil
}

// take makes the line the offer under the cursor.
func (m *Model) take() {
	if m.scroll.Cursor < len(m.offers) {
		m.input.SetText(m.offers[m.scroll.Cursor].Line)
		m.narrow()
	}
}

func (m *Model) next() {
	if m.back > 0 {
		m.recall(m.back - 1)
		return
	}
	if m.chosen {
		m.scroll.By(1)
	}
	m.chosen = len(m.offers) > 0
}

func (m *Model) previous() {
	switch {
	case m.chosen && m.scroll.Cursor > 0:
		m.scroll.By(-1)
	case m.chosen:
		m.chosen = false
	case m.back < len(m.past):
		m.recall(m.back + 1)
	}
}

// recall shows an earlier line, by how many lines it is back.
func (m *Model) recall(back int) {
	m.back = back
	line := ""
	if back > 0 {
		line = m.past[len(m.past)-back]
	}
	m.input.SetText(line)
	m.narrow()
}

func (m *Model) narrow() {
	m.offers, m.chosen = m.offer(m.input.Text()), false
	m.scroll.Resize(len(m.offers), m.height-4)
	m.scroll.To(0)
}

// View draws the command line.
func (m *Model) View() []string {
	t := m.theme
	lines := []string{" " + t.Key.Render(":") + m.input.View(t, max(m.width-5, 2)), ""}
	from, to := m.scroll.Window()
	wide := 0
	for _, o := range m.offers[from:to] {
		wide = max(wide, ui.Width(ui.Clean(o.Line)))
	}
	wide = min(wide, (m.width-6)*2/3)
	for i := from; i < to; i++ {
		o := m.offers[i]
		name, about := t.Fit(t.CutMiddle(ui.Clean(o.Line), wide), wide), ui.Clean(t.Private(o.About))
		if m.chosen && i == m.scroll.Cursor {
			lines = append(lines, t.Cursor.Render(t.Fit(" >"+name+"  "+about, m.width-2)))
			continue
		}
		lines = append(lines, "  "+t.Key.Render(name)+"  "+t.Dim.Render(t.Cut(about, max(m.width-6-wide, 0))))
	}
	return t.Box("Command", lines, m.width, m.height, true)
}
