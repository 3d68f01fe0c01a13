package syntax

import (
	"slices"
	"sort"
)

// Reparse makes edits in a source and reads the result, as Apply and Parse do.
// root and problems are what Parse gave for the old source: what no edit touches is
// taken from there instead of being read again. It has its new place, and what is
// below it is moved when it is first asked for; till then the new tree holds on to
// the old one. It is the tree that Parse gives and shares no node with the old one.
// The error is that of Apply.
//
// A reader of each format tells what has to be read: in JSON every object and array
// that an edit lies in, in YAML elements in block style, in TOML a key with its
// value. Where that is not certain the whole text is read.
func Reparse(old *Source, root *Node, problems []Problem, edits []Edit) (Reparsed, error) {
	text, err := Apply(old.Text, edits)
	if err != nil {
		return Reparsed{}, err
	}
	r := Reparsed{Source: &Source{Name: old.Name, Text: text, Bent: old.Bent}}
	format := FormatOf(r.Source)
	if root == nil || root.Source != old || format != FormatOf(old) || len(problems) >= maxProblems || len(problems) > 0 && len(conflicts(old)) > 0 {
		r.Root, r.Problems = Parse(r.Source)
		return r, nil
	}
	t := &oldTree{root: root, problems: problems, kept: stretches(old.Text, edits)}
	switch format {
	case YAML:
		r.Root = t.yamlTree(r.Source, largeYAML)
	case TOML:
		r.Root = t.tomlTree(r.Source)
	default:
		r.Root, r.Problems = t.jsonTree(r.Source)
	}
	if r.Kept = r.Root != nil; !r.Kept {
		r.Root, r.Problems = Parse(r.Source)
	}
	return r, nil
}

// Reparsed is what Reparse gives.
type Reparsed struct {
	Source   *Source
	Root     *Node
	Problems []Problem
	// Kept says that the tree may hold on to the old one.
	Kept bool
}

// oldTree is what was read of a text that has been edited.
type oldTree struct {
	root     *Node
	problems []Problem
	kept     []stretch
	at       int // of kept: what lies before is behind the parser
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

// change is a part of the old text that an edit has replaced.
type change struct{ start, end int }

func (t *oldTree) changes() []change {
	list := make([]change, 0, len(t.kept))
	for i := 1; i < len(t.kept); i++ {
		list = append(list, change{t.kept[i-1].end, t.kept[i].start})
	}
	return list
}

// shift returns how far behind a place of the old text is in the new one. What is
// put in at that very place is behind it.
func (t *oldTree) shift(offset int) int {
	i := sort.Search(len(t.kept)-1, func(i int) bool { return t.kept[i].end >= offset })
	return t.kept[i].shift
}

// jsonTree returns the tree of a JSON text after its edits, and what is wrong with
// the text.
func (t *oldTree) jsonTree(src *Source) (*Node, []Problem) {
	p := newJSONParser(src)
	p.old = t
	root, problems := p.document()
	return root, unmerged(src, problems)
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
		members := n.Members()
		i := sort.Search(len(members), func(i int) bool { return members[i].Value.Start > offset })
		if i == 0 {
			return nil
		}
		return members[i-1].Value
	}
	items := n.Items()
	i := sort.Search(len(items), func(i int) bool { return items[i].Start > offset })
	if i == 0 {
		return nil
	}
	return items[i-1]
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
	return p.at.moved(n, p.src, shift)
}

// moved gives a node of an older tree a place in a source that has the same
// bytes there. What is below it is moved when it is asked for.
func (s *slab) moved(n *Node, src *Source, shift int) *Node {
	c := s.node()
	c.Kind, c.Source, c.Start, c.End = n.Kind, src, n.Start+shift, n.End+shift
	switch old := n.inner.Load(); {
	case n.Kind < Array:
		c.Text = spelt(src, n.Text, c.Start, c.End)
	case old != nil:
		in := s.inner()
		if in.moved = old.moved; in.moved == nil {
			in.moved = n
		}
		c.inner.Store(in)
	}
	return c
}

func (s *slab) movedMember(m *Member, src *Source, shift int) Member {
	key := Span{src, m.Key.Start + shift, m.Key.End + shift}
	return Member{spelt(src, m.Name, key.Start, key.End), key, s.moved(m.Value, src, shift)}
}

// open makes what is below a node. Others may do so at the same time: the first
// one's is taken.
func (n *Node) open(pending *inner) *inner {
	made := &inner{}
	if pending.closed {
		p := &jsonParser{src: n.Source, s: n.Source.Text, pos: n.Start, shallow: slab{chunk: 1}, deep: slab{chunk: 8}}
		if in := p.value(maxClosed).inner.Load(); in != nil {
			made = in
		}
	} else {
		made = n.moveTo(pending.moved)
	}
	if n.inner.CompareAndSwap(pending, made) {
		return made
	}
	return n.inner.Load()
}

// moveTo gives a node what is below another that has the same bytes elsewhere.
func (n *Node) moveTo(was *Node) *inner {
	members, items := was.Members(), was.Items()
	s := slab{nodes: make([]Node, len(members)+len(items)), chunk: 4}
	shift := n.Start - was.Start
	in := &inner{}
	if len(members) > 0 {
		in.members = make([]Member, len(members))
	}
	for i := range members {
		m := &members[i]
		in.members[i] = s.movedMember(m, n.Source, shift)
	}
	if len(items) > 0 {
		in.items = make([]*Node, len(items))
	}
	for i, item := range items {
		in.items[i] = s.moved(item, n.Source, shift)
	}
	return in
}

// spelt returns a text as a part of the source where that spells it, in quotes or
// without, so that trees do not hold on to the sources of the trees before them.
func spelt(src *Source, text string, start, end int) string {
	if end-start == len(text)+2 {
		start, end = start+1, end-1
	}
	if s := src.Text[start:end]; s == text {
		return s
	}
	return text
}
