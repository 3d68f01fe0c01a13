package syntax

import "strings"

// largeYAML is, in bytes, how much of a list is read at once: the library takes more
// than ten times the memory of what it reads.
const largeYAML = 64 << 10

// parseLargeYAML reads a text most of which is one list in block style, such as that
// of the endpoints. First it reads the text with one element of that list alone, and
// then, as if they were put in, the others in chunks. It is nil for all other texts,
// and for those that have a fault.
func parseLargeYAML(src *Source, chunk int) *Node {
	text := src.Text
	if len(text) < 4*chunk {
		return nil
	}
	from, to := longestList(text)
	if to-from < 2*chunk {
		return nil
	}
	// From the end of a line to the end of another, so that it is put in behind the
	// first element and not before what follows the list.
	if from--; text[to-1] == '\n' {
		to--
	}
	short := &Source{Name: src.Name, Text: text[:from] + text[to:]}
	root, problems := parseYAML(short)
	if root == nil || len(problems) > 0 {
		return nil
	}
	t := &oldTree{root: root, kept: stretches(short.Text, []Edit{{from, from, text[from:to]}})}
	return t.yamlTree(src, chunk)
}

// longestList returns the lines of what seems to be the longest list that is the
// value of a key of the outermost mapping, or the outermost value itself, but for
// those of its first element.
func longestList(text string) (from, to int) {
	var dash string          // what its elements begin with, once that is known
	elements, second := 0, 0 // how many there are so far, and where the second one is
	expected := true         // a list may begin on this line
	ends := func(at int) {
		if elements > 1 && at-second > to-from {
			from, to = second, at
		}
	}
	at := 0
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " ")
		switch {
		case strings.TrimSpace(rest) == "", rest[0] == '#':
		case dash != "" && strings.HasPrefix(line, dash):
			if elements++; elements == 2 {
				second = at
			}
		case expected && strings.HasPrefix(rest, "- "):
			dash, elements, expected = line[:len(line)-len(rest)]+"- ", 1, false
		case len(rest) == len(line):
			ends(at)
			dash, elements, expected = "", 0, true
		default:
			expected = false
		}
		at += len(line)
	}
	ends(at)
	return from, to
}
