package syntax

import (
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// yamlPieces reads again what edits have changed of a YAML text. In block style an
// element has lines of its own, and where it starts and ends is told by its
// indentation alone: its lines are read the same by themselves as in their place.
// So the changed elements of a mapping or a sequence are read each by itself, the
// others are taken from the old tree, and of a large element only those in it.
//
// Whatever is not certain makes it give up: the whole text is read then.
type yamlPieces struct {
	old   *oldTree
	was   string // the text before the edits
	src   *Source
	nodes slab
	chunk int // bytes, of which many elements are read at once
	vain  int // bytes that were read and found to be no elements
}

// maxYAMLPiece is, in bytes, how large an element is read as a whole.
const maxYAMLPiece = 1024

// yamlTree returns the tree of a YAML text after its edits, nil when all of it has
// to be read.
func (t *oldTree) yamlTree(src *Source, chunk int) *Node {
	root := t.root
	in := root.inner.Load()
	if in == nil || in.scattered || len(t.problems) > 0 {
		return nil
	}
	r := &yamlPieces{old: t, was: root.Source.Text, src: src, nodes: newSlab(len(src.Text)), chunk: chunk}
	if head := r.was[:root.Start]; strings.HasPrefix(head, "%") || strings.Contains(head, "\n%") {
		return nil // a directive may give the tags of the whole document another meaning
	}
	return r.container(root, len(r.was), 0, t.changes())
}

// container reads a mapping or a sequence again whose lines end before a place of
// the old text, and in which all of the changes lie. It is nil where that cannot be
// done.
func (r *yamlPieces) container(n *Node, end, depth int, changes []change) *Node {
	b := newYAMLBlock(r.was, n, end)
	if b == nil {
		return nil
	}
	groups := r.groups(b, changes)
	if groups == nil {
		return nil
	}
	shift := r.old.shift(n.Start)
	parts := yamlParts{start: n.Start + shift}
	if n.Kind == Array {
		parts.items = make([]*Node, 0, b.len()+1)
	} else {
		parts.members = make([]Member, 0, b.len()+1)
	}
	next := 0
	for _, g := range groups {
		r.keep(&parts, b, next, g.first, shift)
		if !r.read(&parts, b, g, depth) {
			return nil
		}
		next = g.last + 1
		shift = r.old.shift(b.start(next))
	}
	r.keep(&parts, b, next, b.len(), shift)
	if !parts.distinct() || parts.valueBeforeKey() {
		return nil
	}
	c := r.nodes.node()
	c.Kind, c.Span = n.Kind, Span{r.src, parts.start, parts.end()}
	in := r.nodes.inner()
	in.members, in.items = parts.members, parts.items
	c.inner.Store(in)
	return c
}

// keep takes elements from the old tree, from one up to another.
func (r *yamlPieces) keep(parts *yamlParts, b *yamlBlock, first, end, shift int) {
	for i := first; i < end; i++ {
		if b.n.Kind == Object {
			parts.members = append(parts.members, r.nodes.movedMember(&b.members[i], r.src, shift))
		} else {
			parts.items = append(parts.items, r.nodes.moved(b.items[i], r.src, shift))
		}
	}
}

// yamlGroup is elements that are read again together.
type yamlGroup struct {
	first, last int
	changes     []change // in them
	from, to    int      // their lines in the new text
}

// groups tells which elements are read again: those in which something changes,
// and those beside them as far as the changed ones do not begin as elements do. It
// is nil where a change lies in none of them, or something else stands before one.
func (r *yamlPieces) groups(b *yamlBlock, changes []change) []yamlGroup {
	var groups []yamlGroup
	for done := 0; done < len(changes); {
		g, ok := r.touched(b, changes[done:])
		if !ok || !r.widen(b, &g) {
			return nil
		}
		done += len(g.changes)
		for len(groups) > 0 && groups[len(groups)-1].last >= g.first {
			before := groups[len(groups)-1]
			groups = groups[:len(groups)-1]
			g.first, g.last = min(g.first, before.first), max(g.last, before.last)
			g.changes = changes[done-len(before.changes)-len(g.changes) : done]
			if !r.widen(b, &g) {
				return nil
			}
		}
		groups = append(groups, g)
	}
	return groups
}

// touched returns the elements that the first of some changes lie in together.
func (r *yamlPieces) touched(b *yamlBlock, changes []change) (g yamlGroup, ok bool) {
	g.first = b.at(changes[0].start)
	g.last = g.first
	for i, c := range changes {
		next := b.start(g.last + 1)
		if next < 0 {
			return g, false
		}
		if c.start >= next && next < len(r.was) {
			break
		}
		for c.end > b.start(g.last+1) {
			if g.last++; g.last == b.len() {
				return g, false
			}
		}
		g.changes = changes[:i+1]
	}
	return g, len(g.changes) > 0
}

// widen adds elements to a group until its lines begin like an element. Before the
// first of all there may be comments.
func (r *yamlPieces) widen(b *yamlBlock, g *yamlGroup) bool {
	for ; g.first >= 0; g.first-- {
		start, end := b.start(g.first), b.start(g.last+1)
		if end < g.changes[len(g.changes)-1].end {
			return false
		}
		if start < 0 || start > g.changes[0].start {
			continue // something else stands before it
		}
		g.from, g.to = start+r.old.shift(start), end+r.old.shift(end)
		if end == len(r.was) {
			g.to = len(r.src.Text)
		}
		if g.first == 0 {
			g.from = r.behindComments(g.from, g.to)
		}
		if g.from < g.to && b.begins(r.src.Text[g.from:g.to]) {
			return true
		}
		if g.first == 0 && g.from == g.to && g.last+1 < b.len() {
			g.last++ // nothing is left of the first one
			return r.widen(b, g)
		}
	}
	return false
}

// behindComments is the start of the first line of the new text that is no comment.
// Nobody reads those before it, so that one with a character that YAML may refuse, or
// take for the end of a line, counts as none.
func (r *yamlPieces) behindComments(from, to int) int {
	for line := range strings.Lines(r.src.Text[from:to]) {
		content := strings.TrimLeft(strings.TrimSuffix(strings.TrimSuffix(line, "\n"), "\r"), " ")
		if content != "" && (content[0] != '#' || !utf8.ValidString(content) || strings.ContainsFunc(content, notPlain)) {
			break
		}
		from += len(line)
	}
	return from
}

func notPlain(c rune) bool { return c != '\t' && !unicode.IsPrint(c) }

// read reads elements again: all of their lines, or, of a large one, those of what
// changes in it.
func (r *yamlPieces) read(parts *yamlParts, b *yamlBlock, g yamlGroup, depth int) bool {
	if g.first == g.last && g.to-g.from > maxYAMLPiece {
		if c := r.container(b.value(g.first), b.start(g.last+1), depth+1, g.changes); c != nil {
			if b.n.Kind == Array {
				parts.items = append(parts.items, c)
				return true
			}
			m := &b.members[g.first]
			shift := r.old.shift(b.start(g.first))
			key := Span{r.src, m.Key.Start + shift, m.Key.End + shift}
			parts.members = append(parts.members, Member{spelt(r.src, m.Name, key.Start, key.End), key, c})
			return true
		}
	}
	for i, n := range r.pieces(b, g.from, g.to, depth) {
		if n == nil {
			return false
		}
		if g.first == 0 && i == 0 {
			parts.start = n.Start
		}
		parts.members = append(parts.members, n.Members()...)
		parts.items = append(parts.items, n.Items()...)
	}
	return true
}

// pieces reads lines of the new text that are to be elements, many of them in
// several pieces at once. What is none is nil.
func (r *yamlPieces) pieces(b *yamlBlock, from, to, depth int) []*Node {
	if r.vain > len(r.src.Text) || dedented(r.src.Text[from:to], b.column) {
		return []*Node{nil}
	}
	cuts := []int{from}
	if b.n.Kind == Array {
		dash := "\n" + strings.Repeat(" ", b.column) + "- "
		for to-cuts[len(cuts)-1] > 2*r.chunk {
			at := cuts[len(cuts)-1] + r.chunk
			next := strings.Index(r.src.Text[at:to], dash)
			if next < 0 {
				break
			}
			cuts = append(cuts, at+next+1)
		}
	}
	list := make([]*Node, len(cuts))
	read := func(i int) {
		end := to
		if i+1 < len(cuts) {
			end = cuts[i+1]
		}
		if n := readYAMLPiece(r.src, cuts[i], end, depth); n != nil && n.Kind == b.n.Kind && n.Start == cuts[i]+b.column {
			list[i] = n
		}
	}
	if len(cuts) == 1 {
		if read(0); list[0] == nil {
			r.vain += to - from
		}
		return list
	}
	var next atomic.Int64
	var failed atomic.Bool
	var all sync.WaitGroup
	for range min(len(cuts), runtime.GOMAXPROCS(0)) {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(cuts) && !failed.Load(); i = int(next.Add(1)) - 1 {
				if read(i); list[i] == nil {
					failed.Store(true)
				}
			}
		})
	}
	if all.Wait(); failed.Load() {
		r.vain += to - from
	}
	return list
}

// dedented reports whether there is a line that stands less deep than elements do at
// a column. It need not be wrong, but seldom belongs to one of them.
func dedented(text string, column int) bool {
	if column == 0 {
		return false
	}
	for line := range strings.Lines(text) {
		if rest := strings.TrimLeft(line, " "); rest != "" && len(line)-len(rest) < column && strings.IndexByte("#\r\n", rest[0]) < 0 {
			return true
		}
	}
	return false
}

// readYAMLPiece reads lines of a text as a mapping or a sequence in block style. It
// is nil where they are not that alone, or have anything that depends on what
// stands around them.
func readYAMLPiece(src *Source, from, to, depth int) *Node {
	text := src.Text[from:to]
	y := newYAMLReader(src, from, to)
	switch {
	case to < len(src.Text) && !strings.HasSuffix(text, "\n"), // a literal text may end with it
		len(y.lines)-1 != strings.Count(text, "\n"), // other ends of lines
		strings.Contains(text, bom), !utf8.ValidString(text),
		marksDocument(text):
		return nil
	}
	var doc yaml.Node
	if unmarshalYAML([]byte(text), &doc) != nil || doc.Kind != yaml.DocumentNode || len(doc.Content) != 1 {
		return nil
	}
	top := doc.Content[0]
	if top.Line != 1 || top.Style&yaml.FlowStyle != 0 || top.Anchor != "" || top.Style&yaml.TaggedStyle != 0 {
		return nil
	}
	n := y.node(top, depth)
	if y.shared || len(y.problems) > 0 || len(n.Members())+len(n.Items()) == 0 || n.endsBehind(to) {
		return nil
	}
	return n
}

// marksDocument reports whether a line of a text may be a mark between documents or
// a directive.
func marksDocument(text string) bool {
	for _, mark := range []string{"---", "...", "%"} {
		if strings.HasPrefix(text, mark) || strings.Contains(text, "\n"+mark) {
			return true
		}
	}
	return false
}

// endsBehind reports whether a node or one below it reaches the end of the lines
// that were read, or may do so among other lines: the value of a last key that has
// none is where the next token is.
func (n *Node) endsBehind(end int) bool {
	last := n
	for last.Kind >= Array {
		switch members, items := last.Members(), last.Items(); {
		case len(members) > 0:
			last = members[len(members)-1].Value
		case len(items) > 0:
			last = items[len(items)-1]
		default:
			return last.Start >= end
		}
	}
	return last.Start >= end || last.Start == last.End
}

// yamlParts are the elements of a container that is being made.
type yamlParts struct {
	start   int
	members []Member
	items   []*Node
}

func (p *yamlParts) end() int {
	end := 0
	for i := range p.members {
		end = max(end, p.members[i].Value.End)
	}
	for _, item := range p.items {
		end = max(end, item.End)
	}
	return end
}

// valueBeforeKey reports whether the last key is one without a text and a value, behind
// an anchor or a tag: where such a mapping ends is not told by its values.
func (p *yamlParts) valueBeforeKey() bool {
	if len(p.members) == 0 {
		return false
	}
	last := &p.members[len(p.members)-1]
	return last.Value.Start < last.Key.End
}

// distinct reports whether no key stands twice.
func (p *yamlParts) distinct() bool {
	var seen map[string]int
	for i := range p.members {
		var first int
		if first, seen = earlier(p.members[:i], p.members[i].Name, seen); first >= 0 {
			return false
		}
	}
	return true
}
