package graph

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// measures of the picture, in pixels.
const (
	margin    = 16
	rowHeight = 34
	boxHeight = 24
	gap       = 64
	charWidth = 7.2
	maxLabel  = 64 // characters
)

// svg is a picture of three columns: routes, calls, hosts.
func (g *Graph) svg() string {
	routes, calls, servers, edges := g.layers()
	columns := [][]node{routes, calls, servers}
	rows := max(len(routes), len(calls), len(servers), 1)
	height := 2*margin + rows*rowHeight
	type box struct {
		x, y, width int
	}
	boxes := map[string]box{}
	x := margin
	for _, column := range columns {
		width := 0
		for _, n := range column {
			width = max(width, int(float64(utf8.RuneCountInString(shortened(n)))*charWidth)+20)
		}
		// A column that is shorter than the longest is spread over its height.
		step := float64(rows*rowHeight) / float64(max(len(column), 1))
		for i, n := range column {
			boxes[n.id] = box{x, margin + int(step*(float64(i)+0.5)) - boxHeight/2, width}
		}
		if width > 0 {
			x += width + gap
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%[1]d" height="%[2]d" viewBox="0 0 %[1]d %[2]d" font-family="ui-monospace, monospace" font-size="12">`+"\n", max(x-gap+margin, 2*margin), height)
	fmt.Fprintf(&b, "<title>%s</title>\n<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>\n", markup(g.Name))
	for _, e := range edges {
		from, to := boxes[e.from], boxes[e.to]
		x1, y1, x2, y2 := from.x+from.width, from.y+boxHeight/2, to.x, to.y+boxHeight/2
		mid := (x1 + x2) / 2
		fmt.Fprintf(&b, `<path d="M%d %d C%d %d %d %d %d %d" fill="none" stroke="#90a4ae"/>`+"\n", x1, y1, mid, y1, mid, y2, x2, y2)
	}
	for c, column := range columns {
		for _, n := range column {
			at := boxes[n.id]
			fmt.Fprintf(&b, `<g><title>%s</title><rect x="%d" y="%d" width="%d" height="%d" rx="%d" fill="%s" stroke="%s"/><text x="%d" y="%d" fill="#212121">%s</text></g>`+"\n",
				markup(n.label+counted(n.counts)), at.x, at.y, at.width, boxHeight, 3+c*4, fills[c], stroke(n.counts), at.x+10, at.y+16, markup(shortened(n)))
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// fills are the colours of the columns.
var fills = [3]string{"#e3f2fd", "#f5f5f5", "#e8f5e9"}

func stroke(c Counts) string {
	switch {
	case c.Errors > 0:
		return "#c62828"
	case c.Warnings > 0:
		return "#ef6c00"
	}
	return "#607d8b"
}

func shortened(n node) string {
	s := []rune(n.label + counted(n.counts))
	if len(s) <= maxLabel {
		return string(s)
	}
	return string(s[:maxLabel-1]) + "…"
}

func markup(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(printable(s))
}
