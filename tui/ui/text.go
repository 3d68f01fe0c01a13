package ui

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
)

// Clean returns text that a terminal shows as it is written: control
// characters, characters that turn the writing direction or have no width, and
// bytes that are no UTF-8 stand as escapes. A file must not be able to change
// the screen, nor to look like another one.
func Clean(s string) string {
	if isPlain(s) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\t':
			b.WriteString(`\t`)
		case r == '\r':
			b.WriteString(`\r`)
		case hidden(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteString(s[i : i+size])
		}
		i += size
	}
	return b.String()
}

func isPlain(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < ' ' || s[i] > '~' {
			return false
		}
	}
	return true
}

func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp) || r == 0xFE0F || r == 0x2800
}

// Width returns how many cells text takes; escape codes take none.
func Width(s string) int {
	if isPlain(s) {
		return len(s)
	}
	return ansi.StringWidth(s)
}

// Cut returns the start of text in at most width cells, with a sign at its end
// where something is missing.
func (t *Theme) Cut(s string, width int) string {
	if Width(s) <= width {
		return s
	}
	if width <= 0 {
		return ""
	}
	return ansi.Truncate(s, width, t.Ellipsis)
}

// CutMiddle returns text in at most width cells, its start and its end, with a
// sign in the middle where something is missing. It suits addresses and paths,
// whose end tells them apart.
func (t *Theme) CutMiddle(s string, width int) string {
	w := Width(s)
	if w <= width {
		return s
	}
	if width < 8 {
		return t.Cut(s, width)
	}
	head := (width - 1) / 3
	tail := width - 1 - head
	return ansi.Truncate(s, head, "") + t.Ellipsis + ansi.TruncateLeft(s, w-tail, "")
}

// Fit returns text in exactly width cells: cut, or filled with blanks.
func (t *Theme) Fit(s string, width int) string {
	s = t.Cut(s, width)
	if missing := width - Width(s); missing > 0 {
		s += strings.Repeat(" ", missing)
	}
	return s
}

// Block returns exactly height lines of exactly width cells.
func (t *Theme) Block(lines []string, width, height int) []string {
	width, height = max(width, 0), max(height, 0)
	out := make([]string, height)
	for i := range out {
		line := ""
		if i < len(lines) {
			line = lines[i]
		}
		out[i] = t.Fit(line, width)
	}
	return out
}

// Wrap breaks text into lines of at most width cells, at blanks where it can.
// The text may have several lines; a line's own indentation is kept for what
// follows from it.
func Wrap(s string, width int) []string {
	width = max(width, 1)
	var out []string
	for _, line := range strings.Split(s, "\n") {
		indent := line[:len(line)-len(strings.TrimLeft(line, " "))]
		if len(indent) >= width/2 {
			indent = ""
		}
		lead := ""
		for {
			head := lineStart(line, width-len(lead), len(indent))
			out = append(out, lead+strings.TrimRight(head, " "))
			line = line[len(head):]
			if line = strings.TrimLeft(line, " "); line == "" {
				break
			}
			lead = indent
		}
	}
	return out
}

// lineStart returns what of a line stands in its first width cells: all of it,
// or up to the last blank behind the indentation, or as much as fits.
func lineStart(line string, width, indent int) string {
	// A character has some bytes at most: what lies behind need not be looked
	// at, however long the line is.
	probe := line
	if limit := 16*width + 64; len(probe) > limit {
		for !utf8.RuneStart(probe[limit]) {
			limit--
		}
		probe = probe[:limit]
	} else if Width(line) <= width {
		return line
	}
	head := ansi.Truncate(probe, width, "")
	if head == "" {
		_, size := utf8.DecodeRuneInString(line)
		return line[:size]
	}
	if i := strings.LastIndexByte(head, ' '); i > indent && len(head) < len(line) && line[len(head)] != ' ' {
		return head[:i]
	}
	return head
}

// CleanLine is Clean for a line of a file: its tabs are drawn as blanks.
func CleanLine(s string) string {
	return Clean(strings.ReplaceAll(s, "\t", "    "))
}
