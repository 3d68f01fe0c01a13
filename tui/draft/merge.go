package draft

import (
	"github.com/aymanbagabas/go-udiff"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// Side is whose change counts where both have changed the same lines.
type Side uint8

// The sides. With Neither such a merge is refused.
const (
	Neither Side = iota
	Mine
	Theirs
)

// Clash is a place of a text that two have changed, each in another way.
type Clash struct {
	// Line is where it begins in the text that both started from.
	Line int
	// Base is what stood there, Mine and Theirs what each has made of it.
	Base, Mine, Theirs string

	mine, theirs []syntax.Edit
}

// Merging is two states of one text, by the changes that each has made to it
// line by line.
type Merging struct {
	// Clashes are the places that both have changed, in the text's order.
	Clashes []Clash

	name, base string
	agreed     []syntax.Edit // changes that do not clash
}

// Compare finds what mine and theirs have changed in base. Changes of the same
// lines, or of lines beside each other, clash, unless they are the same.
func Compare(name, base, mine, theirs string) *Merging {
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

// Text returns the text with the changes of both; where they clash pick says by
// the number of the clash whose changes count. ok is false when it says neither,
// or when what comes of it is no configuration.
func (m *Merging) Text(pick func(clash int) Side) (text string, ok bool) {
	edits := append([]syntax.Edit(nil), m.agreed...)
	for i, c := range m.Clashes {
		switch pick(i) {
		case Mine:
			edits = append(edits, c.mine...)
		case Theirs:
			edits = append(edits, c.theirs...)
		default:
			return "", false
		}
	}
	text, err := syntax.Apply(m.base, edits)
	if err != nil || config.Parse(m.name, []byte(text)).Broken() {
		return "", false
	}
	return text, true
}

// Merge returns base with both the changes that mine and those that theirs has
// made to it; where both have changed the same lines or lines beside each other,
// those of the preferred side. ok is false when none is preferred there, or when
// what comes of it is no configuration.
func Merge(name, base, mine, theirs string, prefer Side) (text string, ok bool) {
	return Compare(name, base, mine, theirs).Text(func(int) Side { return prefer })
}

func lineEdits(from, to string) []syntax.Edit {
	var list []syntax.Edit
	for _, e := range udiff.Lines(from, to) {
		list = append(list, syntax.Edit{Start: e.Start, End: e.End, Text: e.New})
	}
	return list
}
