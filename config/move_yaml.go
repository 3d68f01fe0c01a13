package config

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// move gives the items of a list another order: order has the index of the item
// that comes to each place. Comments go along with the item that they stand
// directly above, behind or indented below; blank lines and other comments stay
// where they are.
func (y *yamlEditor) move(n *syntax.Node, order []int) ([]syntax.Edit, error) {
	list, err := y.elements(n)
	if err != nil {
		return nil, err
	}
	if y.isBlock(n) {
		for i, e := range list {
			if order[i] != i && y.endsOpen(n, i, e) {
				return nil, fmt.Errorf("the text that ends at %s cannot be moved without changing it", syntax.Span{Source: y.d.Source, Start: e.end, End: e.end})
			}
		}
		list = y.withComments(list)
	} else if at := y.commentBetween(list); at >= 0 {
		return nil, fmt.Errorf("%s: nothing is moved past a comment between commas", syntax.Span{Source: y.d.Source, Start: at, End: at})
	}
	var edits []syntax.Edit
	for at, i := range order {
		if at != i {
			edits = append(edits, syntax.Edit{Start: list[at].start, End: list[at].end, Text: y.text[list[i].start:list[i].end]})
		}
	}
	return y.kept(edits...)
}

// withComments makes the items of a block wider by the comments that go with
// them. An item begins at the column of its dash, comment or not, so that the text
// of one can take the place of another.
func (y *yamlEditor) withComments(list []element) []element {
	wide := make([]element, len(list))
	for i, e := range list {
		column := y.column(e.start)
		first := 0
		if i > 0 {
			first = list[i-1].end
		}
		w := element{e.start, y.lineEnd(e.end)}
		for begin := y.lineStart(w.start); begin > first && strings.TrimSpace(y.text[begin:w.start]) == ""; {
			begin = y.lineStart(begin - 1)
			at, is := y.commentLine(begin)
			if !is || y.column(at) != column || at < first {
				break
			}
			w.start = at
		}
		for w.end < len(y.text) {
			next := w.end + strings.IndexByte(y.text[w.end:], '\n') + 1
			at, is := y.commentLine(next)
			if next == w.end || !is || y.column(at) <= column {
				break
			}
			w.end = y.lineEnd(at)
		}
		wide[i] = w
	}
	return wide
}

// commentLine reports whether the line that begins at a place is nothing but a
// comment, and where that begins.
func (y *yamlEditor) commentLine(begin int) (at int, is bool) {
	at = begin + len(y.text[begin:]) - len(strings.TrimLeft(y.text[begin:], " "))
	return at, at < len(y.text) && y.text[at] == '#'
}

// commentBetween is where a comment begins between elements that commas set
// apart, -1 for nowhere.
func (y *yamlEditor) commentBetween(list []element) int {
	for i := 1; i < len(list); i++ {
		if at := strings.IndexByte(y.text[list[i-1].end:list[i].start], '#'); at >= 0 {
			return list[i-1].end + at
		}
	}
	return -1
}
