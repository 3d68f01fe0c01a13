// Package intake is the editor's screen for what a document would add to the
// draft: every operation with what was decided for it and why, before anything
// of it is put in. It picks; it changes nothing.
package intake

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/tui/ui"
)

// State is how an operation stands to the draft.
type State uint8

// The states. New: the draft has no such endpoint. Differs: it has one that is
// another. Same: it has just that one. Skipped: no endpoint can be made.
const (
	New State = iota
	Differs
	Same
	Skipped
)

// Item is one operation.
type Item struct {
	// Operation and Endpoint are each a method and a path; Endpoint is empty
	// for what was skipped.
	Operation, Endpoint string
	// How says in few words how the answer is read and written.
	How   string
	State State
	// Reasons say why it was decided so, a sentence each.
	Reasons []string
}

// The events of the screen.
type (
	// Accepted gives the items that were picked, by their indices.
	Accepted struct{ Items []int }
	// Closed says that nothing is to be put in.
	Closed struct{}
)

// Model is the screen.
type Model struct {
	theme         *ui.Theme
	width, height int
	title         string
	items         []Item
	picked        []bool
	scroll        ui.Scroll
	problem       string
}

// NewScreen returns the screen; what is new is picked.
func NewScreen(theme *ui.Theme, title string, items []Item) *Model {
	m := &Model{theme: theme, title: title, items: items, picked: make([]bool, len(items))}
	m.onlyNew()
	return m
}

var (
	keyNext  = ui.Binding{Name: "import.next", Keys: []string{"enter", "ctrl+s"}, Show: "enter", Short: "next: the diff", Long: "show what the picked ones would change", Group: ui.GroupFile}
	keyPick  = ui.Binding{Name: "import.pick", Keys: []string{"space", "x"}, Show: "space", Short: "pick", Long: "pick the operation, or leave it", Group: ui.GroupMany}
	keyAll   = ui.Binding{Name: "import.pick-all", Keys: []string{"a", "*"}, Show: "a", Short: "all", Long: "pick all, or none", Group: ui.GroupMany}
	keyFresh = ui.Binding{Name: "import.pick-new", Keys: []string{"c"}, Show: "c", Short: "only new", Long: "pick only what the draft does not have", Group: ui.GroupMany}
	keyClose = ui.Binding{Name: "import.close", Keys: []string{"esc", "q"}, Show: "esc", Short: "close", Long: "close, nothing put in", Group: ui.GroupFile}
)

// Bindings are all that the screen's keys do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{keyNext, keyPick, keyAll, keyFresh, keyClose}, ui.Moves()...)
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding { return Bindings() }

// Typing reports true: only the screen's own keys work.
func (m *Model) Typing() bool { return true }

// SetSize gives the screen its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.scroll.Resize(len(m.items), height-2-m.below())
}

// below is how many lines the reasons have.
func (m *Model) below() int { return max(min((m.height-2)/3, 8), 3) }

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		if at := m.scroll.Top + click.Y - 1; click.Y >= 1 && click.Y <= m.scroll.Height && at < len(m.items) {
			m.scroll.To(at)
		}
		return nil
	}
	k, isKey := msg.(ui.Key)
	switch {
	case isKey && keyClose.Has(k):
		return Closed{}
	case isKey && keyNext.Has(k):
		return m.accept()
	case isKey && keyPick.Has(k):
		m.problem = ""
		if at := m.scroll.Cursor; at < len(m.items) && m.can(at) {
			m.picked[at] = !m.picked[at]
			m.scroll.By(1)
		}
	case isKey && keyAll.Has(k):
		m.all()
	case isKey && keyFresh.Has(k):
		m.onlyNew()
	default:
		m.scroll.Move(msg)
	}
	return nil
}

// can reports whether an item may be picked.
func (m *Model) can(i int) bool {
	return m.items[i].State == New || m.items[i].State == Differs
}

func (m *Model) all() {
	m.problem = ""
	all := true
	for i := range m.items {
		all = all && (m.picked[i] || !m.can(i))
	}
	for i := range m.items {
		m.picked[i] = !all && m.can(i)
	}
}

func (m *Model) onlyNew() {
	m.problem = ""
	for i := range m.items {
		m.picked[i] = m.items[i].State == New
	}
}

func (m *Model) accept() any {
	var list []int
	for i, picked := range m.picked {
		if picked {
			list = append(list, i)
		}
	}
	if len(list) == 0 {
		m.problem = "nothing is picked; space picks"
		return nil
	}
	return Accepted{list}
}

// View draws the screen.
func (m *Model) View() []string {
	t, n := m.theme, 0
	for _, picked := range m.picked {
		if picked {
			n++
		}
	}
	wide := 0
	for _, item := range m.items {
		wide = max(wide, ui.Width(ui.Clean(item.Operation)))
	}
	wide = min(wide, (m.width-16)/2)
	var lines []string
	from, to := m.scroll.Window()
	for i := from; i < to; i++ {
		lines = append(lines, m.line(i, wide))
	}
	for len(lines) < m.scroll.Height {
		lines = append(lines, "")
	}
	lines = append(lines, t.Dim.Render(t.Rule(m.width-2)))
	if m.problem != "" {
		lines = append(lines, t.Error.Render(" ! "+m.problem))
	}
	lines = append(lines, m.reasons()...)
	title := fmt.Sprintf("%s  %d of %d picked", m.title, n, len(m.items))
	return t.Box(title, lines, m.width, m.height, true)
}

func (m *Model) line(i, wide int) string {
	t, item := m.theme, m.items[i]
	point, box, style := " ", "[ ]", ui.Style{}
	if m.picked[i] {
		box = "[x]"
	}
	target := "-> " + item.Endpoint + "  " + item.How
	switch item.State {
	case Differs:
		target, style = "-> "+item.Endpoint+"  ! the draft has another", t.Warning
	case Same:
		box, target, style = " = ", "-> "+item.Endpoint+"  as in the draft", t.Dim
	case Skipped:
		box, target, style = " - ", "skipped", t.Dim
	}
	if i == m.scroll.Cursor {
		point, style = ">", t.Cursor
	}
	text := point + box + " " + t.Fit(t.CutMiddle(ui.Clean(item.Operation), wide), wide) + " " + ui.Clean(target)
	return style.Render(t.Fit(text, m.width-2))
}

// reasons are those of the item under the cursor.
func (m *Model) reasons() []string {
	if m.scroll.Cursor >= len(m.items) {
		return []string{" the document has no operation"}
	}
	item := m.items[m.scroll.Cursor]
	if len(item.Reasons) == 0 {
		return []string{m.theme.Dim.Render(" nothing had to be decided")}
	}
	var lines []string
	for _, reason := range item.Reasons {
		for i, line := range ui.Wrap(ui.Clean(strings.TrimSpace(reason)), m.width-6) {
			sign := " - "
			if i > 0 {
				sign = "   "
			}
			lines = append(lines, sign+line)
		}
	}
	if room := m.below() - 1; len(lines) > room && room > 0 {
		rest := len(lines) - room + 1
		lines = append(lines[:room-1:room-1], m.theme.Dim.Render(fmt.Sprintf("   and %d more lines", rest)))
	}
	return lines
}
