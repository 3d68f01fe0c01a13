// Package list is the editor's list of endpoints: the service on top, then
// every endpoint in the file's order, narrowed by a filter. It draws only the
// rows that are seen.
package list

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

// Service is the index under which the service itself stands in the list.
const Service = -1

// The events of the list. Indices are those of the endpoints in the file.
type (
	// Selected says that the cursor is on another row.
	Selected struct{ Index int }
	// Opened says that the row under the cursor is to be edited.
	Opened struct{ Index int }
	// Add asks for a new endpoint behind the one of the index.
	Add struct{ After int }
	// Delete asks to delete endpoints.
	Delete struct{ Indices []int }
	// Duplicate asks for a copy of an endpoint behind it.
	Duplicate struct{ Index int }
	// Bulk asks for one change of several endpoints: the marked ones.
	Bulk struct{ Indices []int }
	// Copy asks to copy endpoints, Cut to delete them then.
	Copy struct {
		Indices []int
		Cut     bool
	}
	// Paste asks for what was copied, behind the row under the cursor.
	Paste struct{}
	// Sign says that the sign of an endpoint's worst finding was clicked.
	Sign struct{ Index int }
	// Move asks to put an endpoint at another index.
	Move struct{ From, To int }
)

// Model is the list.
type Model struct {
	theme         *ui.Theme
	width, height int
	focus         bool

	rows    []row
	over    string // what the rows have of the service
	by      grouping
	tagOf   func(index int) string
	matched []int // of rows, those that the filter lets through
	shown   []int // the lines: of rows, below 0 the heads of groups
	groups  []group
	folded  map[string]bool // groups, by name
	scroll  ui.Scroll

	filter   *ui.Input
	typing   bool
	query    query
	marked   map[int]bool
	ranging  bool // a range of marks has begun, at the anchor
	anchor   int
	severity map[int]diag.Severity
}

type row struct {
	index        int
	method, path string
	backends     int
	hosts        []string
	encodings    []string // the output's first
	tag          string
	tagged       bool   // the tag is known
	text         string // in small letters, what a plain word of the filter is sought in
	source       string // the bytes of the file that it is of
}

// Bindings are all that the list's keys do while nothing is typed.
func Bindings() []ui.Binding {
	return []ui.Binding{
		keyOpen, keyFilter, keyAdd, keyDelete, keyDuplicate, keyDown, keyUp, keyCopy, keyCut, keyPaste, keyClear, keyMark, keyMarkRange, keyMarkAll, keyBulk, keyGroup, keyFold, keyFoldAll,
	}
}

// New returns an empty list.
func New(theme *ui.Theme) *Model {
	return &Model{theme: theme, filter: ui.NewInput(""), marked: map[int]bool{}, folded: map[string]bool{}}
}

// SetFindings marks the rows with the worst severity that lies in each.
func (m *Model) SetFindings(found []diag.Finding) {
	m.severity = make(map[int]diag.Severity, len(found))
	for _, f := range found {
		i := draft.EndpointOf(f.Pointer)
		if s, ok := m.severity[i]; !ok || f.Severity > s {
			m.severity[i] = f.Severity
		}
	}
	if m.query.bySeverity() {
		m.narrow()
	}
}

// Index returns the index of the endpoint under the cursor, that of the first
// one of a group on its head, Service for the service or an empty list.
func (m *Model) Index() int {
	if len(m.shown) == 0 {
		return Service
	}
	if g, ok := m.head(); ok {
		return m.rows[m.groups[g].rows[0]].index
	}
	return m.rows[m.shown[m.scroll.Cursor]].index
}

// Select puts the cursor on an endpoint. A filter that hides it is cleared, and
// its group opened.
func (m *Model) Select(index int) {
	if _, on := m.head(); on && m.Index() == index {
		return
	}
	if m.point(index) {
		return
	}
	if !m.query.empty() {
		m.SetFilter("")
	}
	if i := index + 1; m.by != fileOrder && i > 0 && i < len(m.rows) && m.folded[m.groupOf(&m.rows[i])] {
		delete(m.folded, m.groupOf(&m.rows[i]))
		m.narrow()
	}
	m.point(index)
}

// point puts the cursor on the row of an endpoint, if it is seen.
func (m *Model) point(index int) bool {
	at := slices.IndexFunc(m.shown, func(i int) bool { return i >= 0 && m.rows[i].index == index })
	if at >= 0 {
		m.scroll.To(at)
	}
	return at >= 0
}

// SetFilter narrows the list as if the filter had been typed.
func (m *Model) SetFilter(text string) {
	m.filter.SetText(text)
	m.query = parseQuery(text)
	m.narrow()
}

// Marked returns the indices of the marked endpoints, in the file's order.
func (m *Model) Marked() []int {
	var list []int
	for _, r := range m.rows {
		if m.marked[r.index] {
			list = append(list, r.index)
		}
	}
	return list
}

// Matching returns the indices of the endpoints that the filter lets through.
func (m *Model) Matching() []int {
	var list []int
	for _, i := range m.matched {
		if r := m.rows[i]; r.index != Service {
			list = append(list, r.index)
		}
	}
	return list
}

// Matches reports whether the terms of a filter hold for an endpoint, or for the
// service.
func (m *Model) Matches(index int, terms string) bool {
	at := index + 1
	return at >= 0 && at < len(m.rows) && parseQuery(terms).match(&m.rows[at], m.severity, m.marked)
}

// Unmark takes all marks away.
func (m *Model) Unmark() { clear(m.marked) }

func (m *Model) narrow() {
	m.matched = m.matched[:0]
	for i := range m.rows {
		if m.query.match(&m.rows[i], m.severity, m.marked) {
			m.matched = append(m.matched, i)
		}
	}
	m.arrange()
	m.resize()
}

// SetSize gives the list its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

func (m *Model) resize() {
	height := m.height - 2
	if m.filtering() {
		height--
	}
	m.scroll.Resize(len(m.shown), height)
}

func (m *Model) filtering() bool { return m.typing || m.filter.Text() != "" }

// SetFocus tells whether keys come here.
func (m *Model) SetFocus(on bool) { m.focus = on }

// Typing reports whether the filter is being typed.
func (m *Model) Typing() bool { return m.typing }

// View draws the list.
func (m *Model) View() []string {
	t := m.theme
	var lines []string
	if m.filtering() {
		width := m.width - 4
		text := t.Fit(ui.Clean(m.filter.Text()), width)
		if m.typing {
			text = m.filter.View(t, width)
		}
		lines = append(lines, t.Key.Render("/ ")+text)
	}
	from, to := m.scroll.Window()
	first, last, ranging := m.within()
	for at := from; at < to; at++ {
		if i := m.shown[at]; i < 0 {
			lines = append(lines, m.headLine(^i, at == m.scroll.Cursor))
			continue
		}
		r := &m.rows[m.shown[at]]
		lines = append(lines, m.line(r, m.marked[r.index] || ranging && first <= at && at <= last, at == m.scroll.Cursor))
	}
	total := len(m.rows) - 1
	title := fmt.Sprintf("1 Endpoints (%d)", total)
	shown := len(m.matched)
	if shown > 0 && m.rows[m.matched[0]].index == Service {
		shown--
	}
	if shown != total {
		title = fmt.Sprintf("1 Endpoints (%d of %d)", shown, total)
	}
	if m.by != fileOrder {
		title += " " + m.by.String()
	}
	if n := len(m.marked); n > 0 {
		title += fmt.Sprintf(" %d marked", n)
	}
	if ranging {
		title += " range"
	}
	switch {
	case len(m.shown) == 0:
		lines = append(lines, t.Dim.Render(" nothing matches: "+t.KeyOf(keyClear)+" clears it"))
	case total == 0:
		lines = append(lines, t.Dim.Render(" no endpoints yet: "+t.KeyOf(keyAdd)+" adds one"))
	}
	return t.Box(title, lines, m.width, m.height, m.focus)
}

// Rows returns the lines of the rows that are seen.
func (m *Model) Rows() []int {
	top := 1
	if m.filtering() {
		top++
	}
	from, to := m.scroll.Window()
	var rows []int
	for at := from; at < to; at++ {
		rows = append(rows, top+at-from)
	}
	return rows
}

func (m *Model) line(r *row, marked, cursor bool) string {
	t := m.theme
	point, mark, sign := " ", " ", " "
	if cursor {
		point = ">"
	}
	if marked && r.index != Service {
		mark = "*"
	}
	style := ui.Style{}
	if s, ok := m.severity[r.index]; ok {
		sign, style = ui.Sign(s), t.Severity(s)
	}
	inner := m.width - 2
	if r.index == Service {
		return m.paint(t.Fit(point+mark+"service", inner-2), sign, style, cursor)
	}
	method := r.method
	if method == "DELETE" && inner < 34 {
		method = "DEL"
	}
	left := point + mark + t.Fit(ui.Clean(method), min(6, max(inner/4, 4))) + " "
	right := ""
	if inner >= 70 {
		right = " " + t.Fit(t.CutMiddle(ui.Clean(t.Private(r.target())), inner/3), inner/3) + " " + t.Fit(ui.Clean(r.encodings[0]), 8)
	}
	if inner >= 40 && r.backends != 1 {
		right = fmt.Sprintf(" %db", r.backends) + right
	}
	room := inner - ui.Width(left) - ui.Width(right) - 2
	return m.paint(left+t.Fit(t.CutMiddle(ui.Clean(r.path), room), room)+right, sign, style, cursor)
}

// target is the first host, without the scheme that nearly all have.
func (r *row) target() string {
	if len(r.hosts) == 0 {
		return "(no host)"
	}
	return strings.TrimPrefix(r.hosts[0], "http://")
}

func (m *Model) paint(text, sign string, style ui.Style, cursor bool) string {
	if cursor && m.focus {
		return m.theme.Cursor.Render(text + " " + sign)
	}
	if cursor {
		text = m.theme.Title.Render(text)
	}
	return text + " " + style.Render(sign)
}
