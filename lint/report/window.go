package report

import (
	"strings"
	"unicode/utf8"

	"github.com/mattn/go-runewidth"
)

// Widths of the text format, in terminal cells. A line that is wider than
// maxCells is cut to the surroundings of the place; a tab is as wide as
// tabCells.
const (
	maxCells = 160
	tabCells = 4
	ellipsis = "…"
)

// cell is one character of a line as it is shown.
type cell struct {
	text  string
	width int
	at    int // its byte in the line
}

// window returns a line as a terminal shows it, how many cells stand before the
// bytes from first to last, and how many to mark for them: one at least. Long
// lines are cut on both sides of the place. Tabs become blanks, and characters
// without a width, or that would steer the terminal, a replacement.
func window(line string, first, last int) (text string, before, marked int) {
	const context = maxCells / 3
	// A line may be a whole minified file: only what can be near is looked at.
	from := max(0, first-4*maxCells)
	for from > 0 && !utf8.RuneStart(line[from]) {
		from--
	}
	to := min(len(line), max(last, first)+4*maxCells, first+8*maxCells)
	for to < len(line) && !utf8.RuneStart(line[to]) {
		to++
	}
	cells := split(line[from:to], from)
	total, lead, span := 0, 0, 0
	for _, c := range cells {
		total += c.width
		switch {
		case c.at < first:
			lead += c.width
		case c.at < last:
			span += c.width
		}
	}
	span = max(span, 1)
	if total <= maxCells && from == 0 && to == len(line) {
		return join(cells), lead, span
	}
	skip := 0
	if lead > context {
		skip = lead - context
	}
	return cut(cells, skip, maxCells, lead, span, from > 0 || skip > 0, to < len(line))
}

// cut leaves out the first skip cells, and all beyond width.
func cut(cells []cell, skip, width, lead, span int, moreLeft, moreRight bool) (text string, before, marked int) {
	var b strings.Builder
	shown, passed := 0, 0
	before = lead
	if moreLeft {
		b.WriteString(ellipsis)
		shown = 1
	}
	for _, c := range cells {
		if passed < skip {
			passed += c.width
			continue
		}
		if shown+c.width > width-1 {
			moreRight = true
			break
		}
		b.WriteString(c.text)
		shown += c.width
	}
	if moreLeft {
		before = lead - passed + 1
	}
	if moreRight {
		b.WriteString(ellipsis)
	}
	before = max(before, 0)
	return b.String(), before, max(1, min(span, shown-before))
}

func split(s string, offset int) []cell {
	cells := make([]cell, 0, len(s))
	for i, r := range s {
		c := cell{at: offset + i}
		switch {
		case r == '\t':
			c.text = strings.Repeat(" ", tabCells)
		case clean(string(r)) != string(r):
			c.text = "\uFFFD"
		default:
			c.text = string(r)
		}
		c.width = cellWidth.StringWidth(c.text)
		cells = append(cells, c)
	}
	return cells
}

// cellWidth counts ambiguous characters as one cell, whatever the locale.
var cellWidth = &runewidth.Condition{EastAsianWidth: false}

func join(cells []cell) string {
	var b strings.Builder
	for _, c := range cells {
		b.WriteString(c.text)
	}
	return b.String()
}
