package syntax

import (
	"slices"
	"sort"
)

// Reparse makes edits in a source and reads the result, as Apply and Parse do.
// root and problems are what Parse gave for the old source: objects and arrays
// of a JSON document that no edit touches are taken from there, moved to their
// new place, instead of being read again. The tree is the one that Parse gives
// and shares no node with the old one. The error is that of Apply.
func Reparse(old *Source, root *Node, problems []Problem, edits []Edit) (Reparsed, error) {
	text, err := Apply(old.Text, edits)
	if err != nil {
		return Reparsed{}, err
	}
	r := Reparsed{Source: &Source{Name: old.Name, Text: text, Bent: old.Bent}}
	if root == nil || root.Source != old || len(problems) >= maxProblems || FormatOf(old) != JSON || FormatOf(r.Source) != JSON {
		r.Root, r.Problems = Parse(r.Source)
		return r, nil
	}
	p := &jsonParser{src: r.Source, s: text, old: &oldTree{root: root, problems: problems, kept: stretches(old.Text, edits)}}
	r.Root, r.Problems = p.document()
	r.Moved = p.old.moved
	return r, nil
}

// Reparsed is what Reparse gives.
type Reparsed struct {
	Source   *Source
	Root     *Node
	Problems []Problem
	// Moved are the objects and arrays that were taken from the old tree, in
	// their order, none within another.
	Moved []Moved
}

// Moved is a value that an edit has left as it was, apart from its place.
type Moved struct{ Old, New *Node }

// oldTree is what was read of a text that has been edited.
type oldTree struct {
	root     *Node
	problems []Problem
	kept     []stretch
	at       int // of kept: what lies before is behind the parser
	moved    []Moved
}

// stretch is a part of the old text, from start up to end, that stands in the
// new text too, shift bytes behind.
type stretch struct{ start, end, shift int }

// stretches returns what edits leave of a text. They are known to fit it.
func stretches(text string, edits []Edit) []stretch {
	sorted := slices.Clone(edits)
	sortEdits(sorted)
	list := make([]stretch, 0, len(sorted)+1)
	at, shift := 0, 0
	for _, e := range sorted {
		list = append(list, stretch{at, e.Start, shift})
		at = e.End
		shift += len(e.Text) - (e.End - e.Start)
	}
	return append(list, stretch{at, len(text), shift})
}

// find returns the object or array that starts at an offset of the new text, at
// a depth, when all of it stands as it did; else nil. What it holds was read
// without a problem then, so that it would be read the same way again.
// Offsets are asked for in their order.
func (t *oldTree) find(offset, depth int) (n *Node, shift int) {
	for t.at < len(t.kept) && offset >= t.kept[t.at].end+t.kept[t.at].shift {
		t.at++
	}
	if t.at == len(t.kept) {
		return nil, 0
	}
	s := t.kept[t.at]
	was := offset - s.shift
	if was < s.start {
		return nil, 0
	}
	n = t.root
	for range depth {
		if n = n.starting(was); n == nil {
			return nil, 0
		}
	}
	if n.Kind < Array || n.Start != was || n.End > s.end || t.faulty(n) {
		return nil, 0
	}
	return n, s.shift
}

// starting returns the last child that starts at an offset or before it.
func (n *Node) starting(offset int) *Node {
	if n.Kind == Object {
		i := sort.Search(len(n.Members), func(i int) bool { return n.Members[i].Value.Start > offset })
		if i == 0 {
			return nil
		}
		return n.Members[i-1].Value
	}
	i := sort.Search(len(n.Items), func(i int) bool { return n.Items[i].Start > offset })
	if i == 0 {
		return nil
	}
	return n.Items[i-1]
}

func (t *oldTree) faulty(n *Node) bool {
	for _, p := range t.problems {
		if p.Span.End >= n.Start && p.Span.Start <= n.End {
			return true
		}
	}
	return false
}

// reused takes the value at the current place from the old tree, if it stands
// there; else it is nil.
func (p *jsonParser) reused(depth int) *Node {
	if p.old == nil {
		return nil
	}
	n, shift := p.old.find(p.pos, depth)
	if n == nil {
		return nil
	}
	p.pos = n.End + shift
	c := p.move(n, shift)
	p.old.moved = append(p.old.moved, Moved{n, c})
	return c
}

// move copies a node of the old tree, and all below it, to its new place.
func (p *jsonParser) move(n *Node, shift int) *Node {
	c := p.node(n.Kind, n.Start+shift)
	c.End = n.End + shift
	switch n.Kind {
	case String:
		c.Text = p.spelt(n.Text, c.Start+1, c.End-1)
	case Object:
		c.Members = p.members(len(n.Members))
		for i := range n.Members {
			m := &n.Members[i]
			key := Span{p.src, m.Key.Start + shift, m.Key.End + shift}
			c.Members[i] = Member{p.spelt(m.Name, key.Start+1, key.End-1), key, p.move(m.Value, shift)}
		}
	case Array:
		c.Items = p.items(len(n.Items))
		for i, item := range n.Items {
			c.Items[i] = p.move(item, shift)
		}
	default:
		c.Text = p.spelt(n.Text, c.Start, c.End)
	}
	return c
}

// spelt returns a text as a part of the new source where that spells it, so
// that trees do not hold on to the sources of the trees before them.
func (p *jsonParser) spelt(text string, start, end int) string {
	if s := p.s[start:end]; s == text {
		return s
	}
	return text
}

// members and items give lists of a size, many of them from one allocation.
// None of them grows.
func (p *jsonParser) members(n int) []Member {
	if n == 0 {
		return nil
	}
	if len(p.memberSlab) < n {
		p.memberSlab = make([]Member, max(n, 256))
	}
	list := p.memberSlab[:n:n]
	p.memberSlab = p.memberSlab[n:]
	return list
}

func (p *jsonParser) items(n int) []*Node {
	if n == 0 {
		return nil
	}
	if len(p.itemSlab) < n {
		p.itemSlab = make([]*Node, max(n, 256))
	}
	list := p.itemSlab[:n:n]
	p.itemSlab = p.itemSlab[n:]
	return list
}
