package findings

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// page is all that is known of a finding: what the file has there, and what the
// page of its rule says.
func (m *Model) page(f diag.Finding, width int) []string {
	t := m.theme
	var lines []string
	say := func(text string, style ui.Style) {
		for _, line := range ui.Wrap(ui.Clean(t.Private(text)), width-4) {
			lines = append(lines, style.Render(" "+line))
		}
	}
	head := f.Severity.String()
	if !f.Span.IsZero() {
		at := f.Position()
		head += fmt.Sprintf("  %s:%d:%d", f.Span.Source.Name, at.Line, at.Column)
	}
	if f.Pointer != "" {
		head += "  " + f.Pointer
	}
	say(head, t.Severity(f.Severity))
	if excerpt := m.excerpt(f, width-2); excerpt != nil {
		lines = append(append(append(lines, ""), excerpt...), "")
	}
	say(f.Message, t.Title)
	for _, r := range m.Notes(f) {
		for i, line := range ui.Wrap(ui.Clean(t.Private(r.Text)), max(width-4-labelWidth, 8)) {
			label := ""
			if i == 0 {
				label = r.Label
			}
			lines = append(lines, " "+t.Dim.Render(t.Fit(label, labelWidth))+r.Style.Render(line))
		}
	}
	if m.about != nil {
		lines = append(lines, "")
		for _, text := range m.about(f) {
			say(text, ui.Style{})
		}
	}
	return t.Box(f.Rule, lines, width, m.height, false)
}

// excerpt is the line of the file that a finding is about, between those around
// it, with a mark under what it means.
func (m *Model) excerpt(f diag.Finding, width int) []string {
	t, src := m.theme, f.Span.Source
	if f.Span.IsZero() {
		return nil
	}
	at := f.Position()
	var lines []string
	for n := max(at.Line-2, 1); n <= min(at.Line+2, src.Lines()); n++ {
		text, begin := src.Line(n)
		text = strings.TrimRight(text, "\r\n")
		from := min(max(f.Span.Start-begin, 0), len(text))
		to := min(max(f.Span.End-begin, from), len(text))
		if n != at.Line {
			from, to = 0, 0
		}
		number := t.Dim.Render(fmt.Sprintf("%5d ", n))
		part, start, stop := window(text, from, width-7)
		// A secret is told by its key, which may stand before what is looked at.
		before := text[max(0, start-secretKey):start]
		if masked := t.Private(before + part); masked != before+part {
			keep := min(len(t.Private(before)), len(masked))
			for keep < len(masked) && !utf8.RuneStart(masked[keep]) {
				keep++
			}
			lines = append(lines, number+t.Cut(ui.CleanLine(masked[keep:]), width-7))
			continue
		}
		lines = append(lines, number+t.Cut(ui.CleanLine(part), width-7))
		if n != at.Line {
			continue
		}
		text, from, to = part, from-start, min(to, stop)-start
		blanks, wide := ui.Width(ui.CleanLine(text[:from])), max(ui.Width(ui.CleanLine(text[from:to])), 1)
		lines = append(lines, t.Severity(f.Severity).Render(t.Cut(strings.Repeat(" ", 6+blanks)+strings.Repeat("^", wide), width)))
	}
	return lines
}

// secretKey is how far before a value its key may begin.
const secretKey = 512

// window returns what of a line is looked at to show a place of it in a number of
// cells, and where that begins and ends: a file of one line may have megabytes.
func window(text string, at, width int) (part string, start, stop int) {
	width = max(width, 8)
	if at > width*2/3 {
		start = at - width/3
	}
	stop = min(len(text), at+2*width)
	for start > 0 && !utf8.RuneStart(text[start]) {
		start--
	}
	for stop < len(text) && !utf8.RuneStart(text[stop]) {
		stop--
	}
	return text[start:stop], start, stop
}
