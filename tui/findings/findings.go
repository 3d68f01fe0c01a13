// Package findings is the editor's list of what lint says of the draft: the
// findings of the chosen endpoint first, the worst of them on top, then the rest
// in the file's order. It can stand in another order, be narrowed to some of the
// findings, and have some marked for one step on all of them.
package findings

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the findings.
type (
	// Jump asks to go to the place of a finding.
	Jump struct{ Finding diag.Finding }
	// Fix asks to apply a fix of a finding.
	Fix struct {
		Finding diag.Finding
		Fix     diag.Fix
	}
	// Mend asks what can be done about a finding that has no fix.
	Mend struct{ Finding diag.Finding }
	// FixAll asks to apply all safe fixes.
	FixAll struct{}
	// FixMany asks to apply a fix of each of several findings.
	FixMany struct{ Findings []diag.Finding }
	// Prove asks to send a request that shows what a finding is about.
	Prove struct{ Finding diag.Finding }
	// Explain asks for the page of a finding's rule.
	Explain struct{ Finding diag.Finding }
	// Ignore asks to pass over findings, with one reason.
	Ignore struct{ Findings []diag.Finding }
	// Back asks to leave the pane.
	Back struct{}
)

// Model is the list of findings.
type Model struct {
	theme         *ui.Theme
	width, height int
	focus         bool

	all    []diag.Finding
	order  []int // of all, those that are shown
	by     ordering
	filter *ui.Input
	typing bool              // the filter
	marked map[string]bool   // by their fingerprints
	proofs map[string]string // what requests have shown, by fingerprints
	from   string            // where a range of marks begins, as a fingerprint; "" for none
	began  int               // of order, where that was last
	here   int               // how many of order are of the selection
	prefix string
	stale  bool
	note   string
	// looking is the title of a list that changes nothing, "" for the pane.
	looking string

	cursor, top int // in order

	about func(diag.Finding) []string            // the page of its rule
	of    func(f diag.Finding, term string) bool // whether a term holds for its endpoint
}

// New returns an empty list. About returns what the page of a finding's rule
// says, for a list that has room for it; of reports whether a qualifier of the
// filter, such as host:users, holds for the endpoint of a finding. Both may be
// nil.
func New(theme *ui.Theme, about func(diag.Finding) []string, of func(f diag.Finding, term string) bool) *Model {
	return &Model{theme: theme, stale: true, about: about, of: of, filter: ui.NewInput(""), marked: map[string]bool{}}
}

// SetFindings shows another list. A cursor that was moved stays on the finding
// that it was on, as far as it is still there.
func (m *Model) SetFindings(found []diag.Finding, note string) {
	old, had := m.Current()
	// Who has not looked at the findings yet wants the first of the selection.
	had = had && (m.focus || m.cursor > 0)
	m.all, m.stale, m.note = found, false, note
	m.prune()
	m.arrange()
	if !had {
		return
	}
	for at, i := range m.order {
		if f := m.all[i]; f.Rule == old.Rule && f.Endpoint == old.Endpoint && f.Pointer == old.Pointer {
			m.cursor = at
			m.reveal()
			return
		}
	}
}

// SetStale says that the findings are of an earlier state of the draft.
func (m *Model) SetStale() { m.stale = true }

// Select puts the findings at and below a pointer first.
func (m *Model) Select(pointer string) {
	if pointer != m.prefix {
		m.prefix, m.cursor, m.top = pointer, 0, 0
		m.arrange()
	}
}

// Current returns the finding under the cursor.
func (m *Model) Current() (diag.Finding, bool) {
	if m.cursor >= len(m.order) {
		return diag.Finding{}, false
	}
	return m.all[m.order[m.cursor]], true
}

// Step moves the cursor to the next finding of the file's order, behind or
// before the one under it, that is at least as grave; it reports whether there
// is one.
func (m *Model) Step(by int, severity diag.Severity) (diag.Finding, bool) {
	if len(m.order) == 0 {
		return diag.Finding{}, false
	}
	at := m.order[min(m.cursor, len(m.order)-1)]
	for n := 1; n <= len(m.all); n++ {
		i := ((at+by*n)%len(m.all) + len(m.all)) % len(m.all)
		if m.all[i].Severity == severity {
			m.show(i)
			m.reveal()
			return m.all[i], true
		}
	}
	return diag.Finding{}, false
}

// SetSize gives the pane its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.reveal()
}

// SetFocus tells whether keys come here.
func (m *Model) SetFocus(on bool) { m.focus = on }

// Typing reports whether the filter is typed.
func (m *Model) Typing() bool { return m.typing }

// show puts the cursor on a finding; a filter that hides it is cleared.
func (m *Model) show(i int) {
	if !slices.Contains(m.order, i) {
		m.setFilter("")
	}
	m.cursor = slices.Index(m.order, i)
}

// reveal keeps the cursor among the findings and in sight.
func (m *Model) reveal() {
	m.cursor = max(0, min(m.cursor, len(m.order)-1))
	m.top = max(0, min(m.top, m.cursor))
	room := m.height - 2
	if m.filtering() {
		room--
	}
	if m.summary() != "" {
		room--
	}
	if room <= 0 || len(m.order) == 0 {
		return
	}
	used := 0
	for at := m.cursor; at >= m.top; at-- {
		if used += len(m.lines(at)); used > room && at < m.cursor {
			m.top = at + 1
			return
		}
	}
}

// View draws the pane.
func (m *Model) View() []string {
	t := m.theme
	head, foot := m.head(), m.summary()
	room := m.height - 2 - len(head)
	if foot != "" {
		room--
	}
	var lines []string
	for at := m.top; at < len(m.order) && len(lines) < room; at++ {
		lines = append(lines, m.lines(at)...)
	}
	if len(m.order) == 0 {
		switch {
		case m.note != "":
		case m.filter.Text() != "" && len(m.all) > 0:
			lines = append(lines, t.Dim.Render(" nothing matches: "+t.KeyOf(keyBack)+" clears it"))
		case m.stale:
			lines = append(lines, t.Dim.Render(" checking"+t.Ellipsis))
		default:
			lines = append(lines, t.Good.Render(" nothing to report"))
		}
	}
	lines = append(head, lines...)
	if foot != "" {
		for len(lines) < m.height-3 {
			lines = append(lines, "")
		}
		lines = append(lines[:m.height-3], t.Title.Render(" "+t.Cut(foot, m.listWidth()-4)))
	}
	box := t.Box(m.title(), lines, m.listWidth(), m.height, m.focus)
	if f, ok := m.Current(); ok && m.listWidth() < m.width {
		for i, line := range m.page(f, m.width-m.listWidth()) {
			box[i] += line
		}
	}
	return box
}

func (m *Model) title() string {
	title := "3 Findings"
	if m.looking != "" {
		title = m.looking
	}
	switch {
	case len(m.order) != len(m.all):
		title += fmt.Sprintf(" (%d of %d)", len(m.order), len(m.all))
	case m.here > 0:
		title += fmt.Sprintf(" (%d here, %d in file)", m.here, len(m.all))
	default:
		title += fmt.Sprintf(" (%d)", len(m.all))
	}
	if n := len(m.marked); n > 0 {
		title += fmt.Sprintf(" %d marked", n)
	}
	if m.ranging() {
		title += " range"
	}
	if m.by != hereFirst {
		title += " " + m.by.String()
	}
	if m.stale && len(m.order) > 0 {
		title += " checking"
	}
	return title
}

// listWidth is the width of the list: all there is, or where there is plenty, as
// when the pane is alone on the screen, what the page of a finding leaves.
func (m *Model) listWidth() int {
	if m.width < 100 || m.height < 12 || len(m.order) == 0 {
		return m.width
	}
	return min(m.width*45/100, 80)
}

// head is what stands above the findings: the filter, and what has kept the check
// from being done.
func (m *Model) head() []string {
	var lines []string
	if m.filtering() {
		t, width := m.theme, m.listWidth()-4
		text := t.Fit(ui.Clean(m.filter.Text()), width)
		if m.typing {
			text = m.filter.View(t, width)
		}
		lines = append(lines, t.Key.Render("/ ")+text)
	}
	if m.note != "" {
		for _, line := range ui.Wrap(ui.Clean(m.note), m.listWidth()-4) {
			lines = append(lines, m.theme.Warning.Render(" "+line))
		}
	}
	return lines
}

// Rows returns the lines at which the findings that are seen begin.
func (m *Model) Rows() []int {
	var rows []int
	y := 1 + len(m.head())
	for at := m.top; at < len(m.order) && y < m.height-1; at++ {
		rows = append(rows, y)
		y += len(m.lines(at))
	}
	return rows
}

// lines draws one finding: its sign, rule and line, then the message, and for
// the one under the cursor all that is known of it.
func (m *Model) lines(at int) []string {
	t, f := m.theme, m.all[m.order[at]]
	width := m.listWidth() - 2
	point, cursor := " ", at == m.cursor
	if cursor {
		point = ">"
	}
	place := ""
	if !f.Span.IsZero() {
		place = fmt.Sprintf("L%d", f.Position().Line)
	}
	if at >= m.here && f.Endpoint.Path != "" {
		place += " " + ui.Clean(f.Endpoint.String())
	}
	sign := ui.Sign(f.Severity)
	mark := " "
	if m.marked[fingerprint(f)] || m.inRange(at) {
		mark = "*"
	}
	rest := t.Fit(mark+f.Rule+" "+place, width-2)
	var out []string
	switch {
	case cursor && m.focus:
		out = append(out, t.Cursor.Render(point+sign+rest))
	case m.stale:
		out = append(out, t.Dim.Render(point+sign+rest))
	default:
		out = append(out, point+t.Severity(f.Severity).Render(sign)+rest)
	}
	say := func(s string, style ui.Style) {
		for _, line := range ui.Wrap(ui.Clean(t.Private(s)), width-4) {
			out = append(out, style.Render("   "+line))
		}
	}
	if !cursor {
		return append(out, t.Dim.Render("   "+t.Cut(ui.Clean(t.Private(f.Message)), width-4)))
	}
	say(f.Message, ui.Style{})
	for i, fix := range f.Fixes {
		key := ""
		if i == 0 {
			key = " [" + t.KeyOf(keyFix) + "]"
		}
		say("fix: "+fix.Title+key, t.Good)
	}
	if f.Hint != "" {
		say("hint: "+f.Hint, t.Dim)
	}
	if proof := m.proofs[fingerprint(f)]; proof != "" {
		say("proof: "+proof, t.Value)
	}
	for _, r := range f.Related {
		say(strings.TrimSpace(r.Label+": "+r.Message+" "+r.Span.String()), t.Dim)
	}
	return out
}

// Point puts the cursor on a finding.
func (m *Model) Point(f diag.Finding) {
	for i, g := range m.all {
		if g.Span == f.Span && g.Rule == f.Rule && g.Message == f.Message {
			m.show(i)
			m.reveal()
			return
		}
	}
}
