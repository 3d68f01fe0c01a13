package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Box draws a frame of exactly width by height cells around lines, with a
// title in its top edge.
func (t *Theme) Box(title string, lines []string, width, height int, focus bool) []string {
	if width < 4 || height < 2 {
		return t.Block(lines, width, height)
	}
	edge := t.Dim
	if focus {
		edge = t.Focus
	}
	inner := width - 2
	head := t.horizontal
	if title = t.Cut(Clean(title), inner-3); title != "" {
		head = t.horizontal + " " + title + " "
	}
	out := make([]string, 0, height)
	out = append(out, edge.Render(t.corner[0]+head+strings.Repeat(t.horizontal, inner-Width(head))+t.corner[1]))
	wall := edge.Render(t.wall)
	for _, line := range t.Block(lines, inner, height-2) {
		out = append(out, wall+line+wall)
	}
	return append(out, edge.Render(t.corner[2]+strings.Repeat(t.horizontal, inner)+t.corner[3]))
}

// Over lays the lines of top on those of base, its upper left cell at x, y.
func Over(base, top []string, x, y int) []string {
	out := append([]string(nil), base...)
	for i, line := range top {
		if y+i < 0 || y+i >= len(out) {
			continue
		}
		under, w := out[y+i], Width(line)
		out[y+i] = left(under, x) + line + From(under, x+w)
	}
	return out
}

// left returns the first width cells of text. Of a wide character that does not
// fit there is a blank.
func left(text string, width int) string {
	s := ansi.Truncate(text, width, "")
	return s + strings.Repeat(" ", max(width-Width(s), 0))
}

// From returns the cells of text from a column on.
func From(text string, from int) string {
	room := max(Width(text)-from, 0)
	s := ansi.TruncateLeft(text, from, "")
	for extra := 1; Width(s) > room; extra++ {
		s = ansi.TruncateLeft(text, from+extra, "")
	}
	return strings.Repeat(" ", room-Width(s)) + s
}

// Rule is a horizontal line of the theme's frame character.
func (t *Theme) Rule(width int) string {
	return strings.Repeat(t.horizontal, max(width, 0))
}
