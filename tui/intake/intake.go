// Package intake is the editor's screen for what a document would add to the
// draft: every operation with what was decided for it and why, before anything
// of it is put in. It picks; it changes nothing.
package intake

import (
	"fmt"
	"slices"
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
	// Answer says in few words what the backend answers, How how that is read and
	// written.
	Answer, How string
	State       State
	// Whole says that it can only be put in as it is: it is no endpoint. Joint
	// says that it is an endpoint of several operations, which stand in Operation.
	Whole, Joint bool
	// Within says that such an endpoint of the user's own calls it already.
	Within bool
	// Reasons say why it was decided so, a sentence each.
	Reasons []string
}

// The events of the screen.
type (
	// Accepted gives what was picked.
	Accepted struct{ Choices []Choice }
	// Prefix asks for what shall stand before the paths of all endpoints, Host for
	// where the backend listens, Encoding for the next way to read answers.
	Prefix   struct{}
	Host     struct{}
	Encoding struct{}
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
	ways          []Way    // of the items that meet an endpoint of the draft
	paths         []string // that Rename gives them
	shown         []int    // of items, those that the filter lets through
	settings      Settings
	scroll        ui.Scroll
	filter        *ui.Input
	typing        bool // the filter
	problem       string
}

// NewScreen returns the screen; what is new is picked.
func NewScreen(theme *ui.Theme, title string, items []Item) *Model {
	n := len(items)
	m := &Model{theme: theme, title: title, items: items, picked: make([]bool, n), ways: make([]Way, n), paths: make([]string, n), filter: ui.NewInput("")}
	m.onlyNew()
	m.narrow()
	return m
}

var (
	keyNext  = ui.Binding{Name: "import.next", Keys: []string{"enter", "ctrl+s"}, Show: "enter", Short: "next: the diff", Long: "show what the picked ones would change", Group: ui.GroupFile}
	keyPick  = ui.Binding{Name: "import.pick", Keys: []string{"space", "x"}, Show: "space", Short: "pick", Long: "pick the operation, or leave it", Group: ui.GroupMany}
	keyAll   = ui.Binding{Name: "import.pick-all", Keys: []string{"a", "*"}, Show: "a", Short: "all", Long: "pick all, or none", Group: ui.GroupMany}
	keyFresh = ui.Binding{Name: "import.pick-new", Keys: []string{"c"}, Show: "c", Short: "only new", Long: "pick only what the draft does not have", Group: ui.GroupMany}
	keyFind  = ui.Binding{Name: "import.filter", Keys: []string{"/"}, Show: "/", Short: "filter", Long: "narrow the list to what has some words; picking all is of those", Group: ui.GroupFind}
	keyStem  = ui.Binding{Name: "import.prefix", Keys: []string{"p"}, Show: "p", Short: "prefix", Long: "put a path before those of all endpoints, such as /v1", Group: ui.GroupChange}
	keyKeep  = ui.Binding{Name: "import.filter-keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep the filter", Long: "keep the filter", Group: ui.GroupFind}
	keyClear = ui.Binding{Name: "import.filter-clear", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "clear it", Long: "clear the filter", Group: ui.GroupFind}
	keyClose = ui.Binding{Name: "import.close", Keys: []string{"esc", "q"}, Show: "esc", Short: "close", Long: "close, nothing put in", Group: ui.GroupFile}
)

// Bindings are all that the screen's keys do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{keyNext, keyPick, keyAll, keyFresh, keyWay, keyRename, keyJoin, keyFind, keyStem, keyHost, keyMode, keyClose}, ui.Moves()...)
}

// Filtering are the bindings that work while the filter is typed.
func Filtering() []ui.Binding { return []ui.Binding{keyKeep, keyClear} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	if m.typing {
		return Filtering()
	}
	meeting, joinable := m.meeting(), m.joinable()
	return slices.DeleteFunc(Bindings(), func(b ui.Binding) bool {
		switch b.Name {
		case keyWay.Name, keyRename.Name:
			return !meeting
		case keyJoin.Name:
			return !joinable
		}
		return false
	})
}

// Typing reports true: only the screen's own keys work.
func (m *Model) Typing() bool { return true }

// SetSize gives the screen its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

func (m *Model) resize() {
	m.scroll.Resize(len(m.shown), m.height-2-m.below()-m.above())
}

func (m *Model) filtering() bool { return m.typing || m.filter.Text() != "" }

// narrow shows the items that have all words of the filter.
func (m *Model) narrow() {
	m.shown = m.shown[:0]
	words := strings.Fields(strings.ToLower(m.filter.Text()))
	for i, item := range m.items {
		text := strings.ToLower(item.Operation + " " + item.Endpoint + " " + item.How)
		if !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) }) {
			m.shown = append(m.shown, i)
		}
	}
	m.resize()
}

// at returns the item under the cursor.
func (m *Model) at() (item int, ok bool) {
	if m.scroll.Cursor >= len(m.shown) {
		return 0, false
	}
	return m.shown[m.scroll.Cursor], true
}

// below is how many lines the reasons have.
func (m *Model) below() int { return max(min((m.height-2)/3, 8), 3) }

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	top := 1 + m.above()
	if click, ok := msg.(ui.Click); ok {
		if at := m.scroll.Top + click.Y - top; click.Y >= top && click.Y < top+m.scroll.Height && at < len(m.shown) {
			m.scroll.To(at)
		}
		return nil
	}
	k, isKey := msg.(ui.Key)
	switch {
	case isKey && m.typing:
		m.typed(k)
	case isKey && keyClose.Has(k) && k.Name == "esc" && m.filter.Text() != "":
		m.clear()
	case isKey && keyClose.Has(k):
		return Closed{}
	case isKey && keyNext.Has(k):
		return m.accept()
	case isKey && keyStem.Has(k):
		return Prefix{}
	case isKey && keyHost.Has(k):
		return Host{}
	case isKey && keyMode.Has(k):
		return Encoding{}
	case isKey && keyFind.Has(k):
		m.typing = true
		m.resize()
	case isKey && keyPick.Has(k):
		m.problem = ""
		if at, ok := m.at(); ok && m.can(at) {
			m.picked[at] = !m.picked[at]
			m.scroll.By(1)
		}
	case isKey && keyWay.Has(k) && m.meeting():
		m.turn()
	case isKey && keyRename.Has(k) && m.meeting():
		return m.askPath()
	case isKey && keyJoin.Has(k) && m.joinable():
		return m.join()
	case isKey && keyAll.Has(k):
		m.all()
	case isKey && keyFresh.Has(k):
		m.onlyNew()
	default:
		m.scroll.Move(msg)
	}
	return nil
}

// typed takes a key while the filter is typed.
func (m *Model) typed(k ui.Key) {
	switch {
	case keyKeep.Has(k):
		m.typing = false
		m.resize()
	case keyClear.Has(k):
		m.clear()
	case m.filter.Update(k):
		m.narrow()
	}
}

func (m *Model) clear() {
	m.typing = false
	m.filter.SetText("")
	m.narrow()
}

// can reports whether an item may be picked.
func (m *Model) can(i int) bool {
	return m.items[i].State == New || m.items[i].State == Differs
}

func (m *Model) all() {
	m.problem = ""
	all := true
	for _, i := range m.shown {
		all = all && (m.picked[i] || !m.can(i))
	}
	for _, i := range m.shown {
		m.picked[i] = !all && m.can(i)
	}
}

func (m *Model) onlyNew() {
	m.problem = ""
	for i := range m.items {
		m.picked[i] = m.items[i].State == New && !m.items[i].Within
	}
}

func (m *Model) accept() any {
	var list []Choice
	for i, picked := range m.picked {
		if picked {
			list = append(list, Choice{i, m.ways[i], m.paths[i]})
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
	answers := m.answers(wide)
	lines := m.head()
	if m.filtering() {
		text := t.Fit(ui.Clean(m.filter.Text()), m.width-4)
		if m.typing {
			text = m.filter.View(t, m.width-4)
		}
		lines = append(lines, t.Key.Render("/ ")+text)
	}
	head := len(lines)
	from, to := m.scroll.Window()
	for at := from; at < to; at++ {
		lines = append(lines, m.line(m.shown[at], wide, answers, at == m.scroll.Cursor))
	}
	for len(lines) < head+m.scroll.Height {
		lines = append(lines, "")
	}
	lines = append(lines, t.Dim.Render(t.Rule(m.width-2)))
	if m.problem != "" {
		lines = append(lines, t.Error.Render(" ! "+m.problem))
	}
	lines = append(lines, m.reasons()...)
	count := fmt.Sprintf("  %d of %d picked", n, len(m.items))
	title := t.CutMiddle(ui.Clean(m.title), m.width-6-len(count)) + count
	return t.Box(title, lines, m.width, m.height, true)
}

func (m *Model) line(i, wide, answers int, cursor bool) string {
	t, item := m.theme, m.items[i]
	point, box, style := " ", "[ ]", ui.Style{}
	if m.picked[i] {
		box = "[x]"
	}
	target := "-> " + item.Endpoint + "  " + item.How
	switch item.State {
	case Differs:
		target, style = m.outcome(i), t.Warning
	case Same:
		box, target, style = " = ", "-> "+item.Endpoint+"  as in the draft", t.Dim
	case Skipped:
		box, target, style = " - ", "skipped", t.Dim
	}
	if cursor {
		point, style = ">", t.Cursor
	}
	text := point + box + " " + t.Fit(t.CutMiddle(ui.Clean(item.Operation), wide), wide) + " "
	if answers > 0 {
		text += t.Fit(t.CutMiddle(ui.Clean(item.Answer), answers), answers) + " "
	}
	text += ui.Clean(target)
	return style.Render(t.Fit(text, m.width-2))
}

// reasons are those of the item under the cursor.
func (m *Model) reasons() []string {
	at, ok := m.at()
	switch {
	case len(m.items) == 0:
		return []string{" the document has no operation"}
	case !ok:
		return []string{m.theme.Dim.Render(" nothing matches")}
	}
	item := m.items[at]
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
