package main

import (
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// The measures of the picture, in pixels.
const (
	cellWidth, cellHeight = 8.4, 17
	fontSize              = 14
	margin, bar           = 16, 34
)

// The colours of a dark terminal: the eight of the first code group.
var palette = [8]string{"#484f58", "#ff7b72", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#e6edf3"}

const (
	background, foreground, dimmed = "#0d1117", "#c9d1d9", "#7d8590"
	chrome, edge                   = "#161b22", "#30363d"
)

// render draws terminal output as an SVG window with a title, wide enough for
// a number of columns at least.
func render(title string, columns int, output string) string {
	lines := parse(output)
	for _, l := range lines {
		columns = max(columns, l.width())
	}
	width := margin*2 + float64(columns)*cellWidth
	height := bar + margin*2 + len(lines)*cellHeight
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %d" role="img" aria-label="%s">`+"\n", width, height, escape(title))
	fmt.Fprintf(&b, "<style>text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}</style>\n", fontSize)
	fmt.Fprintf(&b, `<rect width="%.1f" height="%d" rx="8" fill="%s" stroke="%s"/>`+"\n", width, height, background, edge)
	fmt.Fprintf(&b, `<path d="M0 8a8 8 0 0 1 8-8H%.1fa8 8 0 0 1 8 8V%dH0Z" fill="%s"/>`+"\n", width-8, bar, chrome)
	for i, c := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="6" fill="%s"/>`+"\n", 20+i*20, bar/2, c)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%d" fill="%s" text-anchor="middle">%s</text>`+"\n", width/2, bar/2+5, dimmed, escape(title))
	for n, l := range lines {
		top := bar + margin + n*cellHeight
		column := 0
		for _, r := range l {
			draw(&b, r, margin+float64(column)*cellWidth, top)
			column += r.width
		}
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// draw writes one run of text. Its length is given, so that the columns stand
// in line whatever font the reader has.
func draw(b *strings.Builder, r span, x float64, top int) {
	length := float64(r.width) * cellWidth
	fill, back := r.style.colours()
	if back != "" {
		fmt.Fprintf(b, `<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`+"\n", x, top, length, cellHeight, back)
	}
	weight := ""
	if r.style.bold {
		weight = ` font-weight="bold"`
	}
	for _, w := range words(r.text) {
		fmt.Fprintf(b, `<text x="%.1f" y="%d" fill="%s"%s textLength="%.1f" lengthAdjust="spacingAndGlyphs">%s</text>`+"\n",
			x+float64(w.column)*cellWidth, top+fontSize-1, fill, weight, float64(w.width)*cellWidth, escape(w.text))
	}
}

// word is a part of a run without blanks around it, and with single ones in it
// only: readers of SVG do not agree on what several blanks are.
type word struct {
	text          string
	column, width int
}

func words(text string) []word {
	var list []word
	column := 0
	for text != "" {
		rest := strings.TrimLeft(text, " ")
		column += len(text) - len(rest)
		if rest == "" {
			break
		}
		end := strings.Index(rest, "  ")
		if end < 0 {
			end = len(strings.TrimRight(rest, " "))
		}
		w := ansi.StringWidth(rest[:end])
		list = append(list, word{rest[:end], column, w})
		column += w
		text = rest[end:]
	}
	return list
}

func escape(s string) string {
	var b strings.Builder
	// Writing to a Builder does not fail.
	_ = xml.EscapeText(&b, []byte(s))
	return b.String()
}
