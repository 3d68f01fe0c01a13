package syntax

import (
	"sort"
	"strings"
)

// yamlBlock is a container in block style: its elements begin on lines of their own,
// all at one column.
type yamlBlock struct {
	text    string
	n       *Node
	members []Member
	items   []*Node
	column  int // in bytes: there is nothing but blanks and dashes before it
	end     int // where its lines end
}

// newYAMLBlock is nil for a node that is none.
func newYAMLBlock(text string, n *Node, end int) *yamlBlock {
	if n.Start >= len(text) {
		return nil
	}
	b := &yamlBlock{text: text, n: n, members: n.Members(), items: n.Items(), end: end}
	b.column = n.Start - b.lineStart(n.Start)
	switch {
	case n.Kind == Object && len(b.members) > 0 && b.members[0].Key.Start == n.Start && text[n.Start] != '{':
	case n.Kind == Array && len(b.items) > 0 && text[n.Start] == '-':
	default:
		return nil
	}
	return b
}

func (b *yamlBlock) len() int { return len(b.members) + len(b.items) }

func (b *yamlBlock) value(i int) *Node {
	if b.n.Kind == Object {
		return b.members[i].Value
	}
	return b.items[i]
}

func (b *yamlBlock) lineStart(at int) int { return strings.LastIndexByte(b.text[:at], '\n') + 1 }

// at returns the element in whose lines an offset is, -1 for none.
func (b *yamlBlock) at(offset int) int {
	return sort.Search(b.len(), func(i int) bool { return b.start(i) > offset }) - 1
}

// begins reports whether lines begin like an element.
func (b *yamlBlock) begins(lines string) bool {
	return len(lines) > b.column && strings.Trim(lines[:b.column], " ") == "" && strings.IndexByte(" \t\r\n#", lines[b.column]) < 0
}

// start returns the start of the line on which an element begins, the end of all
// for the one behind the last, -1 where something else stands on that line.
func (b *yamlBlock) start(i int) int {
	if i == b.len() {
		return b.end
	}
	if b.n.Kind == Object {
		key := b.members[i].Key.Start
		line := b.lineStart(key)
		if key-line != b.column || strings.Trim(b.text[line:key], " ") != "" {
			return -1
		}
		return line
	}
	first := b.lineStart(b.n.Start)
	if i > 0 { // that of the element before is not its own
		first = b.items[i-1].Start
	}
	for line := b.lineStart(b.items[i].Start); line >= first; line = b.lineStart(line - 1) {
		dash := line + b.column
		if dash < len(b.text) && b.text[dash] == '-' && strings.Trim(b.text[line:dash], " ") == "" &&
			(dash+1 == len(b.text) || strings.IndexByte(" \t\r\n", b.text[dash+1]) >= 0) {
			return line
		}
		if line == 0 {
			break
		}
	}
	return -1
}
