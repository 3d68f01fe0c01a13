// Package diffview is the editor's dialog that shows what a step would change,
// line by line, before it is done: saving, applying fixes. Where the caller can
// do a part of the step, single places may be left out of it. Secrets are masked.
package diffview

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the dialog.
type (
	// Accepted says to do it. Value is what the dialog was made with, Left are
	// the places that were left out, by their number from 0. Backup asks to keep
	// what was there before.
	Accepted struct {
		Value  any
		Left   []int
		Backup bool
	}
	// Cancelled says to leave it.
	Cancelled struct{}
	// Elsewhere asks to write to another file instead, Edit to go on in the user's
	// editor: only a dialog about saving has these.
	Elsewhere struct{}
	Edit      struct{}
	// Findings asks for the list of what is wrong after the step.
	Findings struct{}
)

// Outcome is what saving comes to beside the lines that differ.
type Outcome struct {
	// Title stands behind the counts of lines, as far as there is room.
	Title string
	// Below stands below the lines; the last ones stay where room is short.
	Below []string
	// Listed says that there are findings to list.
	Listed bool
}

// Model is the dialog.
type Model struct {
	theme         *ui.Theme
	width, height int
	title, verb   string
	notes         []string
	lines         []Line
	value         any
	scroll        ui.Scroll
	choosable     bool
	saving        bool
	outcome       Outcome
	place         int   // the one that the cursor is on
	heads         []int // the lines that places begin with
	left          []int // places left out, in order
}

// New returns the dialog. Verb says what Enter does; notes stand above the
// diff; value comes back in Accepted.
func New(theme *ui.Theme, title, verb string, notes []string, lines []Line, value any) *Model {
	added, removed := Count(lines)
	m := &Model{
		theme: theme, title: fmt.Sprintf("%s  +%d -%d lines", title, added, removed), verb: verb,
		notes: notes, lines: lines, value: value,
	}
	for i, l := range lines {
		if l.Kind == Head {
			m.heads = append(m.heads, i)
		}
	}
	return m
}

// Saving makes the dialog one about saving a file: places can be left out, where
// there is more than one, what the file held can be kept, and there are other ways
// out than saving. It may be called again, when more is known of the outcome.
func (m *Model) Saving(o Outcome) {
	m.saving, m.choosable, m.outcome = true, len(m.heads) > 1, o
	m.SetSize(m.width, m.height)
}

// SetSize gives the dialog its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	rows := height - 2 - len(m.notes)
	if below := len(m.below()); below > 0 {
		rows -= below + 1
	}
	if m.saving && len(m.lines) > rows {
		rows-- // for what says that there is more
	}
	m.scroll.Resize(len(m.lines), rows)
}

// below is what stands below the lines, the last of it whole: at most a third of
// the dialog.
func (m *Model) below() []string {
	all := slices.Clone(m.outcome.Below)
	if last := len(all) - 1; last >= 0 {
		if m.outcome.Listed && len(m.left) > 0 {
			all[last] += ", counted with what is left out"
		}
		all = append(all[:last], ui.Wrap(ui.Clean(all[last]), m.width-4)...)
	}
	return all[len(all)-max(min(len(all), (m.height-2)/3), 0):]
}

// Typing reports true: only the dialog's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keyCancel = ui.Binding{Name: "diff.cancel", Keys: []string{"esc", "n", "q"}, Show: "esc", Short: "cancel", Long: "leave it", Group: ui.GroupFile}
	keyNext   = ui.Binding{Name: "diff.next", Keys: []string{"tab", "]"}, Show: "tab", Short: "next place", Long: "next changed place", Group: ui.GroupMove}
	keyPrev   = ui.Binding{Name: "diff.previous", Keys: []string{"shift+tab", "["}, Show: "shift+tab", Long: "previous changed place", Group: ui.GroupMove}
	keyBackup = ui.Binding{Name: "diff.backup", Keys: []string{"b"}, Show: "b", Short: "save + .bak", Long: "save, and keep what the file held beside it, as .bak", Group: ui.GroupFile}
	keyOther  = ui.Binding{Name: "diff.elsewhere", Keys: []string{"a", "S"}, Show: "a", Short: "save as", Long: "write the draft to another file", Group: ui.GroupFile}
	keyEdit   = ui.Binding{Name: "diff.editor", Keys: []string{"e", "E"}, Show: "e", Long: "do not save yet, edit the text in $EDITOR", Group: ui.GroupFile}
	keyList   = ui.Binding{Name: "diff.findings", Keys: []string{"l"}, Show: "l", Long: "list what is still wrong when it is saved; enter goes to one", Group: ui.GroupCheck}
	keyLeave  = ui.Binding{Name: "diff.leave-out", Keys: []string{"x", "space"}, Show: "x", Short: "leave this place out", Long: "leave this place out, or take it in again; it stays in the draft", Group: ui.GroupFile}
)

func (m *Model) accept() ui.Binding {
	return ui.Binding{Name: "diff.accept", Keys: []string{"enter", "y", "ctrl+s"}, Show: "enter", Short: m.verb, Long: m.verb, Group: ui.GroupFile}
}

// Bindings are all that the dialog's keys do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{(&Model{}).accept(), keyCancel, keyLeave, keyBackup, keyOther, keyEdit, keyList, keyNext, keyPrev}, ui.Moves()...)
}

// Listing is the binding that lists what is wrong.
func Listing() ui.Binding { return keyList }

// Saves reports whether the dialog is about saving a file.
func (m *Model) Saves() bool { return m.saving }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	keys := []ui.Binding{m.accept(), keyCancel}
	if m.choosable {
		keys = append(keys, keyLeave)
	}
	if m.saving {
		keys = append(keys, keyBackup, keyOther, keyEdit)
	}
	if m.outcome.Listed {
		keys = append(keys, keyList)
	}
	return append(append(keys, keyNext, keyPrev), ui.Moves()...)
}

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		m.point(m.scroll.Top + click.Y - 1 - len(m.notes))
		return nil
	}
	k, isKey := msg.(ui.Key)
	switch {
	case isKey && m.accept().Has(k):
		return Accepted{m.value, slices.Clone(m.left), false}
	case isKey && m.saving && keyBackup.Has(k):
		return Accepted{m.value, slices.Clone(m.left), true}
	case isKey && m.saving && keyOther.Has(k):
		return Elsewhere{}
	case isKey && m.saving && keyEdit.Has(k):
		return Edit{}
	case isKey && m.outcome.Listed && keyList.Has(k):
		return Findings{}
	case isKey && keyCancel.Has(k):
		return Cancelled{}
	case isKey && keyNext.Has(k):
		m.step(1)
	case isKey && keyPrev.Has(k):
		m.step(-1)
	case isKey && keyLeave.Has(k) && m.choosable:
		m.toggle()
	default:
		m.move(msg)
	}
	return nil
}

// move scrolls: there is no cursor in a text, but the place at hand is one that
// is seen.
func (m *Model) move(msg any) {
	s := m.scroll
	s.Cursor = s.Top
	if !s.Move(msg) {
		return
	}
	m.scroll.Top = max(0, min(s.Cursor, s.Len-s.Height))
	from, to := m.scroll.Window()
	switch {
	case m.end(m.place) <= from:
		m.point(from)
	case m.place < len(m.heads) && m.heads[m.place] >= to:
		m.point(to - 1)
	}
}

// end returns the line behind a place.
func (m *Model) end(place int) int {
	if place+1 < len(m.heads) {
		return m.heads[place+1]
	}
	return len(m.lines)
}

// point makes the place that a line belongs to the one at hand.
func (m *Model) point(line int) {
	for place, head := range m.heads {
		if line >= head && line < m.end(place) {
			m.place = place
		}
	}
}

// step goes to the next or previous place, from the last one to the first.
func (m *Model) step(by int) {
	if len(m.heads) == 0 {
		return
	}
	m.place = (m.place + by + len(m.heads)) % len(m.heads)
	m.scroll.Top = max(0, min(m.heads[m.place], m.scroll.Len-m.scroll.Height))
}

func (m *Model) toggle() {
	at, is := slices.BinarySearch(m.left, m.place)
	if is {
		m.left = slices.Delete(m.left, at, at+1)
		return
	}
	m.left = slices.Insert(m.left, at, m.place)
}

// View draws the dialog.
func (m *Model) View() []string {
	t := m.theme
	var lines []string
	for _, n := range m.notes {
		lines = append(lines, " "+t.Cut(ui.Clean(t.Private(n)), m.width-4))
	}
	from, to := m.scroll.Window()
	place := -1
	for i, l := range m.lines[:to] {
		if l.Kind == Head {
			place++
		}
		if i < from {
			continue
		}
		lines = append(lines, m.line(l, place))
	}
	if m.saving && m.scroll.Len > m.scroll.Height {
		lines = append(lines, t.Dim.Render(t.Cut(" "+m.more(to), m.width-2)))
	}
	if below := m.below(); len(below) > 0 {
		for len(lines) < m.height-3-len(below) {
			lines = append(lines, "")
		}
		lines = append(lines, t.Dim.Render(t.Rule(m.width-2)))
		for _, line := range below {
			lines = append(lines, " "+t.Cut(ui.Clean(line), m.width-4))
		}
	}
	title := m.title
	if whole := title + "  " + m.outcome.Title; m.outcome.Title != "" && ui.Width(whole) <= m.width-6 {
		title = whole
	}
	return t.Box(title, lines, m.width, m.height, true)
}

// more says what lies below the lines that are seen.
func (m *Model) more(to int) string {
	places := 0
	for _, head := range m.heads {
		if head >= to {
			places++
		}
	}
	switch rest := m.scroll.Len - to; {
	case places == 1:
		return "1 more place below, " + m.theme.KeyOf(keyNext) + " goes there"
	case places > 1:
		return fmt.Sprintf("%d more places below, %s goes there", places, m.theme.KeyOf(keyNext))
	case rest == 1:
		return "1 more line below"
	case rest > 1:
		return fmt.Sprintf("%d more lines below", rest)
	}
	return ""
}

// line draws a line of a place; where places can be chosen it tells which one is
// at hand and which are left out.
func (m *Model) line(l Line, place int) string {
	if !m.choosable {
		return Render(m.theme, l, m.width-2)
	}
	_, left := slices.BinarySearch(m.left, place)
	if l.Kind == Head {
		point, box, note := " ", "[x] ", ""
		if place == m.place {
			point = ">"
		}
		if left {
			box, note = "[ ] ", ", left out"
		}
		l.Text = point + box + l.Text + note
		return Render(m.theme, l, m.width-2)
	}
	if left {
		return m.theme.Dim.Render(ansi.Strip(Render(m.theme, l, m.width-2)))
	}
	return Render(m.theme, l, m.width-2)
}

// near returns a line cut down to what stands around its focus, so that a file
// of one line of some megabytes is no burden.
func (l Line) near() Line {
	const around = 4096
	if len(l.Text) <= 2*around {
		return l
	}
	from, to := max(0, l.Focus-around), min(len(l.Text), l.Focus+around)
	for from > 0 && !utf8.RuneStart(l.Text[from]) {
		from--
	}
	l.Text, l.Focus = l.Text[from:to], l.Focus-from
	return l
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
	l = l.near()
	if shown := t.Private(l.Text); shown != l.Text {
		l.Focus = min(len(t.Private(l.Text[:l.Focus])), len(shown))
		l.Text = shown
	}
	text, head := ui.CleanLine(l.Text), fmt.Sprintf("%5d %s ", l.Number, sign)
	room := width - len(head)
	if at := ui.Width(ui.CleanLine(l.Text[:l.Focus])); at > room*2/3 && ui.Width(text) > room {
		// The change of a long line would lie outside: leave out its start.
		text = t.Ellipsis + ui.From(text, at-room/3)
	}
	return style.Render(t.Cut(head+text, width))
}
