package main

import (
	"encoding/xml"
	"fmt"
	"slices"
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

// window is the picture of a terminal.
type window struct {
	title         string
	columns, rows int
	style         string   // more rules for its looks
	content       []string // elements
}

// render draws terminal output as an SVG window with a title, wide enough for
// a number of columns at least.
func render(title string, columns int, output string) string {
	lines := parse(output)
	w := window{title: title, columns: columns, rows: len(lines)}
	for n, l := range lines {
		w.columns = max(w.columns, l.width())
		w.content = append(w.content, elements(l, n)...)
	}
	return w.svg()
}

func (w window) svg() string {
	width := margin*2 + float64(w.columns)*cellWidth
	height := bar + margin*2 + w.rows*cellHeight
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.1f %d" role="img" aria-label="%s">`+"\n", width, height, escape(w.title))
	fmt.Fprintf(&b, "<style>text{font:%dpx ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:%s}%s%s</style>\n",
		fontSize, foreground, classes(), w.style)
	fmt.Fprintf(&b, `<rect width="%.1f" height="%d" rx="8" fill="%s" stroke="%s"/>`+"\n", width, height, background, edge)
	fmt.Fprintf(&b, `<path d="M0 8a8 8 0 0 1 8-8H%.1fa8 8 0 0 1 8 8V%dH0Z" fill="%s"/>`+"\n", width-8, bar, chrome)
	for i, c := range []string{"#ff5f57", "#febc2e", "#28c840"} {
		fmt.Fprintf(&b, `<circle cx="%d" cy="%d" r="6" fill="%s"/>`+"\n", 20+i*20, bar/2, c)
	}
	fmt.Fprintf(&b, `<text x="%.1f" y="%d" class="%s" text-anchor="middle">%s</text>`+"\n", width/2, bar/2+5, class[dimmed], escape(w.title))
	for _, e := range w.content {
		b.WriteString(e + "\n")
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// class names the looks of a colour in the style sheet.
var class = func() map[string]string {
	names := map[string]string{dimmed: "d", background: "n"}
	for i, c := range palette {
		names[c] = fmt.Sprintf("c%d", i)
	}
	return names
}()

func classes() string {
	list := []string{".b{font-weight:bold}"}
	for colour, name := range class {
		list = append(list, fmt.Sprintf(".%s{fill:%s!important}", name, colour))
	}
	slices.Sort(list)
	return strings.Join(list, "")
}

// elements writes a line of the terminal, the n-th. The length of every run is
// given, so that the columns stand in line whatever font the reader has.
func elements(l line, n int) []string {
	var back, text []string
	column, top := 0, bar+margin+n*cellHeight
	for _, r := range l {
		x := margin + float64(column)*cellWidth
		column += r.width
		fill, behind := r.style.colours()
		if behind != "" {
			back = append(back, fmt.Sprintf(`<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>`, x, top, float64(r.width)*cellWidth, cellHeight, behind))
		}
		looks := class[fill]
		if r.style.bold {
			looks = strings.TrimSpace(looks + " b")
		}
		if looks != "" {
			looks = fmt.Sprintf(` class="%s"`, looks)
		}
		for _, w := range words(r.text) {
			text = append(text, fmt.Sprintf(`<text x="%.1f" y="%d"%s textLength="%.1f">%s</text>`,
				x+float64(w.column)*cellWidth, top+fontSize-1, looks, float64(w.width)*cellWidth, escape(w.text)))
		}
	}
	return append(back, text...)
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
