package draft

import (
	"github.com/aymanbagabas/go-udiff"

	"github.com/gatewright/gatewright/config/syntax"
)

// compareLines finds what has changed line by line. Changes of the same lines,
// or of lines beside each other, clash, unless they are the same.
func compareLines(name, base, mine, theirs string) *Merging {
	m := &Merging{name: name, base: base}
	ours, others := lineEdits(base, mine), lineEdits(base, theirs)
	src := syntax.NewSource(name, []byte(base))
	for len(ours) > 0 || len(others) > 0 {
		var c Clash
		c.mine, c.theirs, ours, others = together(ours, others)
		if len(c.mine) == 0 || len(c.theirs) == 0 {
			m.agreed = append(m.agreed, append(c.mine, c.theirs...)...)
			continue
		}
		from, to := span(append(append([]syntax.Edit(nil), c.mine...), c.theirs...))
		c.Base, c.Mine, c.Theirs = base[from:to], part(base, from, to, c.mine), part(base, from, to, c.theirs)
		c.Line = src.Position(from).Line
		if c.Mine == c.Theirs {
			m.agreed = append(m.agreed, c.mine...)
			continue
		}
		m.Clashes = append(m.Clashes, c)
	}
	return m
}

// byLine makes the changes of both, line by line.
func (m *Merging) byLine(pick func(clash int) Pick) (text string, ok bool) {
	edits := append([]syntax.Edit(nil), m.agreed...)
	for i, c := range m.Clashes {
		switch pick(i).Side {
		case Mine:
			edits = append(edits, c.mine...)
		case Theirs:
			edits = append(edits, c.theirs...)
		default:
			return "", false
		}
	}
	text, err := syntax.Apply(m.base, edits)
	return text, err == nil
}

// together takes the first change of two lists, with all that touch it, and
// those that touch these.
func together(ours, others []syntax.Edit) (mine, theirs, oursLeft, othersLeft []syntax.Edit) {
	end := -1
	for {
		switch {
		case len(ours) > 0 && (end < 0 && (len(others) == 0 || ours[0].Start <= others[0].Start) || end >= 0 && ours[0].Start <= end):
			end = max(end, ours[0].End)
			mine, ours = append(mine, ours[0]), ours[1:]
		case len(others) > 0 && (end < 0 || others[0].Start <= end):
			end = max(end, others[0].End)
			theirs, others = append(theirs, others[0]), others[1:]
		default:
			return mine, theirs, ours, others
		}
	}
}

func span(edits []syntax.Edit) (from, to int) {
	from, to = edits[0].Start, edits[0].End
	for _, e := range edits {
		from, to = min(from, e.Start), max(to, e.End)
	}
	return from, to
}

// part returns a part of a text with edits that lie in it.
func part(base string, from, to int, edits []syntax.Edit) string {
	text, at := "", from
	for _, e := range edits {
		text += base[at:e.Start] + e.Text
		at = e.End
	}
	return text + base[at:to]
}

func lineEdits(from, to string) []syntax.Edit {
	var list []syntax.Edit
	for _, e := range udiff.Lines(from, to) {
		list = append(list, syntax.Edit{Start: e.Start, End: e.End, Text: e.New})
	}
	return list
}
