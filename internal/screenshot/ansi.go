package main

import (
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// style is what the escape codes of looks say.
type style struct {
	fg, bg             int // 0 to 7, -1 for the terminal's own
	bold, dim, reverse bool
}

var plain = style{fg: -1, bg: -1}

// colours returns the colour of the text, and that behind it, "" for the
// window's own.
func (s style) colours() (text, back string) {
	text = foreground
	switch {
	case s.fg >= 0:
		text = palette[s.fg]
	case s.dim:
		text = dimmed
	}
	if s.bg >= 0 {
		back = palette[s.bg]
	}
	if s.reverse {
		if back == "" {
			back = background
		}
		return back, text
	}
	return text, back
}

// span is text in one style.
type span struct {
	text  string
	width int // in cells
	style style
}

type line []span

func (l line) width() int {
	n := 0
	for _, r := range l {
		n += r.width
	}
	return n
}

// parse cuts terminal output into lines of spans. A style lasts until the next
// code, over the ends of lines too.
func parse(output string) []line {
	var lines []line
	now := plain
	for _, text := range strings.Split(strings.TrimRight(output, "\n"), "\n") {
		var l line
		for text != "" {
			i := strings.Index(text, "\x1b[")
			if i < 0 {
				i = len(text)
			}
			if i > 0 {
				l = append(l, span{text[:i], ansi.StringWidth(text[:i]), now})
			}
			text = text[i:]
			if text == "" {
				break
			}
			end := strings.IndexFunc(text[2:], func(r rune) bool { return r >= '@' && r <= '~' })
			if end < 0 {
				break
			}
			if text[2+end] == 'm' {
				now = now.with(text[2 : 2+end])
			}
			text = text[3+end:]
		}
		lines = append(lines, l)
	}
	return lines
}

// with returns the style after the parameters of a code.
func (s style) with(codes string) style {
	for _, code := range strings.Split(codes, ";") {
		n, err := strconv.Atoi(code)
		switch {
		case err != nil || n == 0:
			s = plain
		case n == 1:
			s.bold = true
		case n == 2:
			s.dim = true
		case n == 7:
			s.reverse = true
		case n == 22:
			s.bold, s.dim = false, false
		case n == 27:
			s.reverse = false
		case n >= 30 && n <= 37:
			s.fg = n - 30
		case n == 39:
			s.fg = -1
		case n >= 40 && n <= 47:
			s.bg = n - 40
		case n == 49:
			s.bg = -1
		case n >= 90 && n <= 97:
			s.fg = n - 90
		}
	}
	return s
}
