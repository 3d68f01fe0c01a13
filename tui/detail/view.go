package detail

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

// View draws the pane.
func (m *Model) View() []string {
	t := m.theme
	var lines []string
	from, to := m.scroll.Window()
	for i := from; i < to; i++ {
		lines = append(lines, m.line(&m.rows[i], i == m.scroll.Cursor))
	}
	lines = append(lines, m.sample(m.scroll.Height-len(lines))...)
	if m.about {
		lines = t.Block(lines, m.width-2, m.height-4)
		wrapped := ui.Wrap(ui.Clean(t.Private(m.hint())), max(m.width-4, 1))
		for i := range 2 {
			line := ""
			if i < len(wrapped) {
				line = wrapped[i]
			}
			if i == 1 && len(wrapped) > 2 {
				line = t.Cut(line+t.Ellipsis, m.width-4)
			}
			lines = append(lines, t.Dim.Render(" "+line))
		}
	}
	return t.Box("2 "+m.Title(), lines, m.width, m.height, m.focus)
}

// sample is the preview in a number of lines at most: none where it does not fit
// with a line for each answer.
func (m *Model) sample(room int) []string {
	t, n := m.theme, len(m.preview)
	if n == 0 || room < n+2 {
		return nil
	}
	each := max(1, min((room-2)/n, 6)) // lines for one answer
	lines := make([]string, room-n*each-1, room)
	if len(lines) > 1 {
		lines = lines[:1]
	}
	head := "─ Answer, as the documents have it "
	if t.ASCII {
		head = "- Answer, as the documents have it "
	}
	lines = append(lines, t.Dim.Render(t.Cut(head+t.Rule(m.width-2-ui.Width(head)), m.width-2)))
	for i, text := range m.preview {
		wrapped := ui.Wrap(ui.Clean(t.Private(text)), max(m.width-4, 8))
		if len(wrapped) > each {
			wrapped = wrapped[:each]
			// With a cell too many the line is cut, and marked once.
			wrapped[each-1] = t.Cut(t.Fit(wrapped[each-1], m.width-4)+" ", m.width-4)
		}
		for _, line := range wrapped {
			switch line = " " + line; {
			case i == n-1 && m.failing:
				line = t.Error.Render(line)
			case i == n-1:
				line = t.Value.Render(line)
			}
			lines = append(lines, line)
		}
	}
	return lines
}

// Rows returns the lines of the rows that are seen and can be chosen.
func (m *Model) Rows() []int {
	from, to := m.scroll.Window()
	var rows []int
	for at := from; at < to; at++ {
		if m.rows[at].kind != rowText {
			rows = append(rows, 1+at-from)
		}
	}
	return rows
}

const labelWidth = 12

func (m *Model) line(r *row, cursor bool) string {
	t := m.theme
	width := m.width - 2
	if r.kind == rowText {
		return r.style.Render(t.Fit(r.text, width))
	}
	point, indent := " ", ""
	if cursor {
		point = ">"
	}
	if r.backend >= 0 && r.kind == rowField {
		indent = "  "
	}
	sign, style := " ", ui.Style{}
	if worst, ok := diag.Worst(r.found); ok {
		sign, style = ui.Sign(worst), t.Severity(worst)
	}
	head := point + indent
	switch r.kind {
	case rowBackend:
		head += fmt.Sprintf("%d ", r.backend)
		text := t.Fit(t.CutMiddle(ui.Clean(t.Private(r.text)), width-ui.Width(head)), width-ui.Width(head))
		if cursor && m.focus {
			return t.Cursor.Render(head + text)
		}
		return head + t.Title.Render(text)
	case rowAdd:
		text := t.Fit(head+r.text, width)
		if cursor && m.focus {
			return t.Cursor.Render(text)
		}
		return t.Dim.Render(text)
	}
	label := head + t.Fit(r.field.Label, labelWidth) + " "
	room := width - ui.Width(label) - 2
	text, looks := m.value(r, room)
	text = t.Fit(text, room)
	if cursor && m.focus {
		return t.Cursor.Render(label + text + " " + sign)
	}
	return label + looks.Render(text) + " " + style.Render(sign)
}

// value returns how a field's value is shown in a number of cells.
func (m *Model) value(r *row, room int) (string, ui.Style) {
	t, v := m.theme, r.value
	raw := v.Shown
	if t.Reveal {
		raw = v.Text
	}
	text := ui.Clean(t.Private(v.Text))
	switch {
	case !v.Set:
		return t.Cut(ui.Clean("("+orDash(r.field.Without(r.at))+")"), room), t.Dim
	case v.Text == "" && r.field.Kind == field.List:
		return "[]", t.Value
	case v.Text == "" && r.field.Kind == field.Table:
		return "{}", t.Value
	case v.Text == "":
		return `""`, t.Value
	case r.field.Kind == field.List && len(v.Items) > 1:
		return t.Cut(fmt.Sprintf("%s (%d)", text, len(v.Items)), room), t.Value
	case r.field.Kind == field.Text || r.field.Kind == field.List:
		return t.CutMiddle(text, room), t.Value
	}
	if r.at.Extra {
		return t.Cut(ui.Clean(r.field.Name+"  "+raw), room), t.Value
	}
	if r.field.Kind == field.Raw {
		return t.Cut(ui.Clean(raw), room), t.Value
	}
	return t.Cut(text, room), t.Value
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}

// describe says in a line what becomes of a backend's answer: what its encoding
// reads, and where it stands in the endpoint's answer.
func describe(b *config.Backend) string {
	e := shape.Encoding(b)
	if e.Name == fact.NoOp {
		return "the answer of this backend is passed through untouched"
	}
	s := "reads " + e.Summary
	switch sure, maybe := shape.Collects(b); {
	case sure:
		s = `reads an array, clients get it as {"collection": [...]}`
		if b.Group.V != "" {
			s = fmt.Sprintf(`reads an array, clients get it as {%s: {"collection": [...]}}`, config.Quote(b.Group.V))
		}
	case b.Group.V != "":
		s += fmt.Sprintf("; clients get it under %s", config.Quote(b.Group.V))
	case maybe && b.Endpoint != nil && len(b.Endpoint.Backends) > 1:
		s += "; its keys are merged with those of the other backends"
	}
	return s
}
