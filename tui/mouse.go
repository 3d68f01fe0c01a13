package tui

import (
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ui"
)

// clicking is the last click, to tell when the next one is a double click.
type clicking struct {
	at   ui.Click
	time time.Time
}

// doubleClick is how soon a second click in the same cell has to come.
const doubleClick = 400 * time.Millisecond

// again notes an event of the mouse and reports whether it is the second click
// of a double click.
func (c *clicking) again(event any, now time.Time) bool {
	click, ok := event.(ui.Click)
	if !ok {
		*c = clicking{}
		return false
	}
	if click == c.at && !c.time.IsZero() && now.Sub(c.time) <= doubleClick {
		*c = clicking{} // a third one begins anew
		return true
	}
	*c = clicking{click, now}
	return false
}

// clicked does what Enter does on what was clicked twice.
func (m *model) clicked(cmd tea.Cmd, twice bool) tea.Cmd {
	if !twice {
		return cmd
	}
	return tea.Batch(cmd, m.key(ui.Key{Name: "enter"}))
}

// mouseEvent sends a click or a turn of the wheel to what lies under it.
func (m *model) mouseEvent(msg tea.MouseMsg) tea.Cmd {
	event := mouseOf(msg)
	if event == nil || m.tooSmall() {
		return nil
	}
	twice := m.clicks.again(event, m.now())
	if len(m.overlays) > 0 {
		o := m.top()
		if !o.area.holds(msg.X, msg.Y) {
			return nil
		}
		return m.clicked(m.event(o.Update(within(event, o.area))), twice && len(m.overlays) > 0)
	}
	if m.broken {
		return m.event(m.repair.Update(event))
	}
	if m.under.width > 0 && m.under.holds(msg.X, msg.Y) {
		return m.clicked(m.onExcerpt(within(event, m.under)), twice)
	}
	for p := range panes {
		if a := m.areas[p]; a.width > 0 && a.holds(msg.X, msg.Y) {
			if _, click := event.(ui.Click); click {
				m.setFocus(p)
			}
			return m.clicked(m.event(m.pane(p).Update(within(event, a))), twice)
		}
	}
	return nil
}

// onExcerpt scrolls the text of what is chosen, or goes to what a line of it says.
func (m *model) onExcerpt(event any) tea.Cmd {
	switch e := event.(type) {
	case ui.Wheel:
		m.excerpt.Scroll(e.Lines)
	case ui.Click:
		if pointer := m.excerpt.PointerAt(e.Y); pointer != "" {
			m.goTo(pointer)
			m.setFocus(paneDetail)
		}
	}
	return nil
}

// within gives a click the coordinates of an area.
func within(event any, a area) any {
	if c, ok := event.(ui.Click); ok {
		return ui.Click{X: c.X - a.x, Y: c.Y - a.y}
	}
	return event
}
