// Package clash is the editor's dialog for the places of a file that both the
// user and another program have changed: for each one of the two is picked.
// Secrets are masked.
//
//	c := clash.New(theme, "krakend.json", places, value)
//
// It merges nothing: the parent does that with what was picked.
package clash

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the dialog.
type (
	// Picked says to merge. Value is what the dialog was made with, Picks has what
	// counts in each place.
	Picked struct {
		Value any
		Picks []draft.Pick
	}
	// Type asks for another value of the place at hand, to be handed to SetText.
	Type struct{ Place draft.Clash }
	// Cancelled says to leave it.
	Cancelled struct{}
)

// Model is the dialog.
type Model struct {
	theme         *ui.Theme
	width, height int
	name          string
	places        []draft.Clash
	picks         []draft.Pick
	value         any
	cursor, top   int // the place at hand, the first line seen
}

// New returns the dialog for the places of a file, the user's side picked in
// all.
func New(theme *ui.Theme, name string, places []draft.Clash, value any) *Model {
	m := &Model{theme: theme, name: name, places: places, value: value}
	for range places {
		m.picks = append(m.picks, draft.Pick{Side: draft.Mine})
	}
	return m
}

// SetSize gives the dialog its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.reveal()
}

// Typing reports true: only the dialog's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keyAccept = ui.Binding{Name: "clash.accept", Keys: []string{"enter", "ctrl+s"}, Show: "enter", Short: "merge", Long: "merge with what is picked", Group: ui.GroupFile}
	keyTurn   = ui.Binding{Name: "clash.turn", Keys: []string{"space", "left", "right", "h", "l"}, Show: "space", Short: "the other side", Long: "pick the other side in this place", Group: ui.GroupChange}
	keyMine   = ui.Binding{Name: "clash.mine", Keys: []string{"y"}, Show: "y", Short: "yours", Long: "pick yours in this place, and go on", Group: ui.GroupChange}
	keyTheirs = ui.Binding{Name: "clash.theirs", Keys: []string{"t"}, Show: "t", Short: "theirs", Long: "pick theirs in this place, and go on", Group: ui.GroupChange}
	keyType   = ui.Binding{Name: "clash.type", Keys: []string{"e"}, Show: "e", Short: "another value", Long: "type another value for this place", Group: ui.GroupChange}
	keyAll    = ui.Binding{Name: "clash.all", Keys: []string{"*"}, Show: "*", Long: "pick in all places what is picked in this one", Group: ui.GroupMany}
	keyCancel = ui.Binding{Name: "clash.cancel", Keys: []string{"esc", "q"}, Show: "esc", Short: "cancel", Long: "leave it", Group: ui.GroupFile}
)

// Bindings are all that the dialog's keys do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{keyAccept, keyTurn, keyMine, keyTheirs, keyType, keyAll, keyCancel}, ui.Moves()...)
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	return slices.DeleteFunc(Bindings(), func(b ui.Binding) bool { return b.Name == keyType.Name && !m.places[m.cursor].Typed() })
}

// SetText makes a JSON text what counts in the place at hand, and goes on.
func (m *Model) SetText(json string) {
	m.picks[m.cursor] = draft.Pick{Side: draft.Other, Text: json}
	m.to(m.cursor + 1)
}

// Update takes a key, a click or the wheel.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		m.click(click)
		return nil
	}
	s := ui.Scroll{Cursor: m.cursor, Len: len(m.places), Height: max(m.height/4, 1)}
	if s.Move(msg) {
		m.to(s.Cursor)
		return nil
	}
	k, ok := msg.(ui.Key)
	if !ok {
		return nil
	}
	switch {
	case keyAccept.Has(k):
		return Picked{m.value, slices.Clone(m.picks)}
	case keyCancel.Has(k):
		return Cancelled{}
	case keyTurn.Has(k):
		m.picks[m.cursor] = draft.Pick{Side: other(m.picks[m.cursor].Side)}
	case keyMine.Has(k):
		m.pick(draft.Mine)
	case keyTheirs.Has(k):
		m.pick(draft.Theirs)
	case keyType.Has(k) && m.places[m.cursor].Typed():
		return Type{m.places[m.cursor]}
	case keyAll.Has(k) && m.picks[m.cursor].Side != draft.Other:
		for i := range m.picks {
			m.picks[i] = m.picks[m.cursor]
		}
	}
	return nil
}

func other(s draft.Side) draft.Side {
	if s == draft.Mine {
		return draft.Theirs
	}
	return draft.Mine
}

func (m *Model) pick(s draft.Side) {
	m.picks[m.cursor] = draft.Pick{Side: s}
	m.to(m.cursor + 1)
}

func (m *Model) to(place int) {
	m.cursor = max(0, min(place, len(m.places)-1))
	m.reveal()
}

// click chooses the place under it; on the text of a side that side.
func (m *Model) click(c ui.Click) {
	at := m.top + c.Y - 1
	if c.Y < 1 || c.Y > m.height-2 {
		return
	}
	for i := range m.places {
		lines := m.lines(i)
		if at < len(lines) {
			if side := lines[at].side; side == draft.Mine || side == draft.Theirs {
				m.picks[i] = draft.Pick{Side: side}
			}
			m.to(i)
			return
		}
		at -= len(lines)
	}
}

// reveal keeps the place at hand in sight, its start when it is longer than the
// dialog.
func (m *Model) reveal() {
	start := 0
	for i := range m.cursor {
		start += len(m.lines(i))
	}
	if len(m.places) == 0 {
		return
	}
	room, size := max(m.height-2, 1), len(m.lines(m.cursor))
	if start+size > m.top+room {
		m.top = start + size - room
	}
	m.top = max(0, min(m.top, start))
}

// line is a line of the dialog; side is the one whose text it has.
type line struct {
	text string
	side draft.Side
}

// most is how many lines of one side are shown.
const most = 12

// lines are those of a place: its head, what stood there, and both sides.
func (m *Model) lines(place int) []line {
	t, p, side := m.theme, m.places[place], m.picks[place].Side
	head := fmt.Sprintf(" line %d ", p.Line)
	if p.Place != "" {
		head = fmt.Sprintf(" %s (line %d) ", t.CutMiddle(ui.Clean(p.Place), max(m.width-18, 8)), p.Line)
	}
	if place == m.cursor {
		head = ">" + head[1:]
	}
	head = t.Cut(head+t.Rule(m.width-2-ui.Width(head)), m.width-2)
	lines := []line{{text: t.Hunk.Render(head)}}
	if place == m.cursor {
		lines[0].text = t.Cursor.Render(head)
	}
	add := func(label, text string, of draft.Side) {
		style := t.Dim
		if of == side {
			style, label = t.Value, "(x) "+label
		} else if of != draft.Neither {
			label = "( ) " + label
		}
		rows := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
		if text == "" {
			rows = []string{"(nothing)"}
		}
		if len(rows) > most {
			rows = append(rows[:most-1:most-1], fmt.Sprintf("(%d lines more)", len(rows)-most+1))
		}
		for i, row := range rows {
			if i > 0 {
				label = ""
			}
			lines = append(lines, line{style.Render(" " + t.Fit(label, 11) + t.Cut(ui.CleanLine(t.Private(row)), max(m.width-15, 1))), of})
		}
	}
	add("    was", p.Base, draft.Neither)
	add("yours", p.Mine, draft.Mine)
	add("theirs", p.Theirs, draft.Theirs)
	if side == draft.Other {
		add("other", config.Quote(p.Key)+": "+m.picks[place].Text, draft.Other)
	}
	return lines
}

// View draws the dialog.
func (m *Model) View() []string {
	var all []string
	for i := range m.places {
		for _, l := range m.lines(i) {
			all = append(all, l.text)
		}
	}
	from := min(m.top, len(all))
	title := fmt.Sprintf("Merge %s: pick a side in each place (%d of %d)", m.name, m.cursor+1, len(m.places))
	return m.theme.Box(title, all[from:], m.width, m.height, true)
}
