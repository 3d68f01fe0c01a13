package diffview

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/aymanbagabas/go-udiff"
)

// Kind is what a line of a diff is.
type Kind uint8

// The kinds of lines.
const (
	Same Kind = iota
	Added
	Removed
	Head
)

// Line is one line of a diff with its number: in the new text, for removed
// ones in the old text; 0 for a Head.
type Line struct {
	Kind   Kind
	Number int
	Text   string
	// Focus is the byte of the text from which a changed line differs from the
	// one that it replaces.
	Focus int
}

const context = 3

// Compare returns what differs between two texts, line by line, each place with
// some lines around it.
func Compare(before, after string) []Line {
	if before == after {
		return nil
	}
	// Most of a large file is the same before and behind the changes; only what
	// lies between is compared.
	start, skipped := commonStart(before, after)
	end := commonEnd(before[start:], after[start:])
	old, text := before[start:len(before)-end], after[start:len(after)-end]
	u, err := udiff.ToUnifiedDiff("", "", old, udiff.Lines(old, text), context)
	if err != nil {
		return []Line{{Kind: Head, Text: "the texts differ"}}
	}
	var lines []Line
	moved := 0 // how far the lines behind a hunk have moved; the library's own count is off
	for _, h := range u.Hunks {
		from := h.FromLine + skipped
		to := from + moved
		lines = append(lines, Line{Kind: Head, Text: fmt.Sprintf("line %d", to)})
		for _, l := range h.Lines {
			content := strings.TrimRight(l.Content, "\r\n")
			switch l.Kind {
			case udiff.Delete:
				lines = append(lines, Line{Kind: Removed, Number: from, Text: content})
				from++
			case udiff.Insert:
				lines = append(lines, Line{Kind: Added, Number: to, Text: content})
				to++
			default:
				lines = append(lines, Line{Kind: Same, Number: to, Text: content})
				from, to = from+1, to+1
			}
		}
		moved = to - from
	}
	pair(lines)
	return lines
}

// pair sets the focus of lines that replace one another, one by one.
func pair(lines []Line) {
	for i := 0; i < len(lines); i++ {
		removed := i
		for i < len(lines) && lines[i].Kind == Removed {
			i++
		}
		added := i
		for i < len(lines) && lines[i].Kind == Added {
			i++
		}
		for n := range min(added-removed, i-added) {
			a, b := &lines[removed+n], &lines[added+n]
			same := 0
			for same < min(len(a.Text), len(b.Text)) && a.Text[same] == b.Text[same] {
				same++
			}
			for same > 0 && same < len(a.Text) && !utf8.RuneStart(a.Text[same]) {
				same--
			}
			a.Focus, b.Focus = same, same
		}
		if i > removed {
			i--
		}
	}
}

// Count returns how many lines of a diff are added and how many removed.
func Count(lines []Line) (added, removed int) {
	for _, l := range lines {
		switch l.Kind {
		case Added:
			added++
		case Removed:
			removed++
		}
	}
	return added, removed
}

// commonStart returns how many bytes at the start, in whole lines, are the same
// in both, some lines of context left out, and how many lines those are.
func commonStart(a, b string) (bytes, lines int) {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	for range context + 1 {
		n = strings.LastIndexByte(a[:max(n, 0)], '\n')
		if n < 0 {
			return 0, 0
		}
	}
	return n + 1, strings.Count(a[:n+1], "\n")
}

// commonEnd is commonStart for the end.
func commonEnd(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	rest := a[len(a)-n:]
	for range context + 1 {
		i := strings.IndexByte(rest, '\n')
		if i < 0 {
			return 0
		}
		rest = rest[i+1:]
	}
	return len(rest)
}
