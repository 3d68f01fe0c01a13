// Package repair is the editor's view of a file that is no configuration: its
// text around the place where reading it failed, with what is wrong there. A
// line can be mended on the spot; when the text can be read again, the editor
// goes on as usual.
package repair

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the view.
type (
	// SetLine asks to give a line, counted from 1, another text.
	SetLine struct {
		Line int
		Text string
	}
	// Fix asks to apply a fix of a finding.
	Fix struct {
		Finding diag.Finding
		Fix     diag.Fix
	}
)

// Needed reports whether a document can only be repaired: it has no object at
// its root, or text that no reader understands.
func Needed(doc *config.Document) bool { return !draft.Readable(doc) }

// Model is the view.
type Model struct {
	theme         *ui.Theme
	width, height int

	doc   *config.Document
	found []diag.Finding
	at    int // of found
	line  int // the line with the cursor, counted from 1
	input *ui.Input
	// reason is why the text is no configuration and need not be one, "" where it
	// is broken.
	reason string
}

// New returns an empty view.
func New(theme *ui.Theme) *Model { return &Model{theme: theme} }

// Explain shows a reason in the place of faults, for a text that is not meant to
// be read as it is.
func (m *Model) Explain(reason string) { m.reason = reason }

// SetDocument shows another state of the text.
func (m *Model) SetDocument(doc *config.Document) {
	m.doc, m.input = doc, nil
	m.found = doc.Findings
	if len(m.found) == 0 {
		m.found = doc.Service().Findings()
	}
	m.found = diag.Sort(slices.Clone(m.found))
	if m.reason != "" {
		m.found = nil
	}
	m.at = min(m.at, max(len(m.found)-1, 0))
	m.toFinding()
}

func (m *Model) toFinding() {
	m.line = 1
	if m.at < len(m.found) && !m.found[m.at].Span.IsZero() {
		m.line = m.found[m.at].Position().Line
	}
}

// SetSize gives the view its room.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Line returns the line that the cursor is on.
func (m *Model) Line() int { return m.line }

// Typing reports whether a line is being typed.
func (m *Model) Typing() bool { return m.input != nil }

var (
	keyNext   = ui.Binding{Name: "repair.next", Keys: []string{"tab", "n"}, Show: "tab", Short: "next fault", Long: "to the next fault", Group: ui.GroupMove}
	keyPrev   = ui.Binding{Name: "repair.previous", Keys: []string{"shift+tab", "N"}, Show: "shift+tab", Long: "to the previous fault", Group: ui.GroupMove}
	keyEdit   = ui.Binding{Name: "repair.edit", Keys: []string{"enter"}, Show: "enter", Short: "edit line", Long: "edit the line", Group: ui.GroupChange, Changes: true}
	keyFix    = ui.Binding{Name: "repair.fix", Keys: []string{"f"}, Show: "f", Short: "fix", Long: "apply the fix of the fault", Group: ui.GroupChange, Changes: true}
	keyKeep   = ui.Binding{Name: "repair.keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep", Long: "keep the line", Group: ui.GroupChange}
	keyCancel = ui.Binding{Name: "repair.cancel", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "cancel", Long: "leave the line as it was", Group: ui.GroupChange}
)

// Bindings are all that the view's keys do, and those while a line is typed.
func Bindings() (viewing, typing []ui.Binding) {
	return append([]ui.Binding{keyEdit, keyFix, keyNext, keyPrev}, ui.Moves()...), []ui.Binding{keyKeep, keyCancel}
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	viewing, typing := Bindings()
	if m.input != nil {
		return typing
	}
	return viewing
}

// Update takes a key or the wheel.
func (m *Model) Update(msg any) any {
	k, isKey := msg.(ui.Key)
	if m.input != nil {
		if !isKey {
			return nil // the mouse must not move the cursor away from what is typed
		}
		return m.typed(k)
	}
	s := ui.Scroll{Cursor: m.line - 1, Len: m.doc.Source.Lines(), Height: max(m.height/2, 1)}
	if s.Move(msg) {
		m.line = s.Cursor + 1
		return nil
	}
	if !isKey {
		return nil
	}
	switch {
	case keyNext.Has(k) && len(m.found) > 0:
		m.at = (m.at + 1) % len(m.found)
		m.toFinding()
	case keyPrev.Has(k) && len(m.found) > 0:
		m.at = (m.at + len(m.found) - 1) % len(m.found)
		m.toFinding()
	case keyEdit.Has(k):
		text, _ := m.doc.Source.Line(m.line)
		m.input = ui.NewInput(text)
		if m.at < len(m.found) {
			if p := m.found[m.at].Position(); p.Line == m.line {
				m.input.To(p.Column - 1)
			}
		}
	case keyFix.Has(k) && m.at < len(m.found) && len(m.found[m.at].Fixes) > 0:
		return Fix{m.found[m.at], m.found[m.at].Fixes[0]}
	}
	return nil
}

func (m *Model) typed(k ui.Key) any {
	switch {
	case keyCancel.Has(k):
		m.input = nil
	case keyKeep.Has(k):
		text := m.input.Text()
		m.input = nil
		return SetLine{m.line, text}
	default:
		m.input.Update(k)
	}
	return nil
}

// View draws the faults and the text around the cursor.
func (m *Model) View() []string {
	t := m.theme
	faults := m.faults()
	text := m.text(m.height - len(faults))
	return t.Block(append(faults, text...), m.width, m.height)
}

func (m *Model) faults() []string {
	t := m.theme
	room := min(max(len(m.found), 1), max(m.height/4, 1))
	first := max(0, m.at-room+1)
	var lines []string
	for i := first; i < len(m.found) && len(lines) < room; i++ {
		f := m.found[i]
		point := "  "
		if i == m.at {
			point = " >"
		}
		p := f.Position()
		line := fmt.Sprintf("%s%s %d:%d  %s", point, ui.Sign(f.Severity), p.Line, p.Column, ui.Clean(f.Message))
		if f.Hint != "" {
			line += "; " + ui.Clean(f.Hint)
		}
		if len(f.Fixes) > 0 {
			line += "  [" + t.KeyOf(keyFix) + "] " + f.Fixes[0].Title
		}
		line = t.Fit(line, m.width-2)
		if i == m.at {
			line = t.Severity(f.Severity).Render(line)
		}
		lines = append(lines, line)
	}
	if m.reason != "" {
		for _, line := range ui.Wrap(m.reason, m.width-4) {
			lines = append(lines, " "+line)
		}
		return t.Box("This is a template", lines, m.width, len(lines)+2, true)
	}
	if len(m.found) == 0 {
		lines = append(lines, " the file holds no configuration")
	}
	title := fmt.Sprintf("Repair: this cannot be read as a configuration (%d)", len(m.found))
	return t.Box(title, lines, m.width, room+2, true)
}

func (m *Model) text(height int) []string {
	t := m.theme
	room := height - 2
	src := m.doc.Source
	first := max(1, min(m.line-room/2, src.Lines()-room+2))
	var lines []string
	for n := first; n <= src.Lines() && len(lines) < room; n++ {
		text, from := src.Line(n)
		head := fmt.Sprintf("%6d ", n)
		if n != m.line {
			lines = append(lines, t.Dim.Render(head)+t.Cut(ui.CleanLine(t.Private(start(text, m.width))), m.width-2-len(head)))
			continue
		}
		head = ">" + head[1:]
		if m.input != nil {
			lines = append(lines, t.Key.Render(head)+m.input.View(t, m.width-2-len(head)))
			continue
		}
		fault := 0
		if m.at < len(m.found) {
			if f := m.found[m.at]; !f.Span.IsZero() && f.Position().Line == n {
				fault = max(0, min(f.Span.Start-from, len(text)))
			}
		}
		text, fault = around(text, fault, 8*m.width)
		column := ui.Width(ui.CleanLine(t.Private(text[:fault])))
		shown, width := ui.CleanLine(t.Private(text)), m.width-2-len(head)
		if column > width*2/3 {
			cut := column - width/2
			shown, column = t.Ellipsis+ui.From(shown, cut), column-cut+ui.Width(t.Ellipsis)
		}
		lines = append(lines, t.Title.Render(head+t.Cut(shown, width)))
		if len(m.found) > 0 {
			lines = append(lines, strings.Repeat(" ", len(head)+column)+t.Error.Render("^"))
		}
	}
	return t.Box(ui.Clean(src.Name), lines, m.width, height, false)
}

// around returns the part of a long line around a byte of it, and where that
// byte is in it.
func around(text string, at, room int) (part string, in int) {
	from, to := max(0, at-room), min(len(text), at+room)
	for from > 0 && !utf8.RuneStart(text[from]) {
		from--
	}
	return text[from:to], at - from
}

// start returns what of a long line can be seen at most, so that a file of one
// line of some megabytes is no burden.
func start(text string, width int) string {
	return text[:min(len(text), 8*width)]
}
