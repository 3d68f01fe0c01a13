package syntax

import (
	"sort"
	"strings"
)

// tomlTree returns the tree of a TOML text after an edit, nil when all of it has to
// be read. A key with its value is read by itself, which is all that is edited of
// TOML: such a line means the same wherever it stands.
func (t *oldTree) tomlTree(src *Source) *Node {
	in, changes := t.root.inner.Load(), t.changes()
	if in == nil || in.scattered || len(t.problems) > 0 || len(changes) != 1 {
		return nil
	}
	r := &tomlPiece{
		was: t.root.Source.Text, src: src, change: changes[0],
		by: len(src.Text) - len(t.root.Source.Text), nodes: newSlab(len(src.Text)),
	}
	root := r.table(t.root)
	if root != nil {
		root.End = len(src.Text)
	}
	return root
}

// tomlPiece reads again the value in which a change lies.
type tomlPiece struct {
	was    string // the text before the change
	src    *Source
	change change
	by     int // how far behind everything after the change is
	nodes  slab

	before, after *Node // the value
}

// table gives a table the changed value that is in it or below it, nil where there
// is none.
func (r *tomlPiece) table(n *Node) *Node {
	members := n.Members()
	i := sort.Search(len(members), func(i int) bool { return members[i].Key.Start > r.change.start }) - 1
	if n.Kind != Object || i < 0 {
		return nil
	}
	m := &members[i]
	var value *Node
	switch {
	case m.Value.Start > m.Key.Start:
		value = r.value(m)
	case m.Value.Kind == Array:
		value = r.list(m.Value)
	default:
		value = r.table(m.Value)
	}
	if value == nil {
		return nil
	}
	list := make([]Member, len(members))
	for j := range members {
		switch {
		case j < i:
			list[j] = r.nodes.movedMember(&members[j], r.src, 0)
		case j > i:
			list[j] = r.nodes.movedMember(&members[j], r.src, r.by)
		default:
			key := Span{r.src, m.Key.Start, m.Key.End}
			list[i] = Member{spelt(r.src, m.Name, key.Start, key.End), key, value}
		}
	}
	c := r.around(n)
	c.SetMembers(list)
	return c
}

// list is table for the tables of a list.
func (r *tomlPiece) list(n *Node) *Node {
	items := n.Items()
	i := sort.Search(len(items), func(i int) bool { return items[i].Start > r.change.start }) - 1
	if i < 0 {
		return nil
	}
	item := r.table(items[i])
	if item == nil {
		return nil
	}
	list := make([]*Node, len(items))
	for j := range items {
		switch {
		case j < i:
			list[j] = r.nodes.moved(items[j], r.src, 0)
		case j > i:
			list[j] = r.nodes.moved(items[j], r.src, r.by)
		default:
			list[i] = item
		}
	}
	c := r.around(n)
	c.SetItems(list)
	return c
}

// around returns a table or list that starts before the change. A table ends with
// the last of its own values.
func (r *tomlPiece) around(n *Node) *Node {
	c := r.nodes.node()
	c.Kind, c.Span = n.Kind, Span{r.src, n.Start, n.End}
	switch {
	case n.End == r.before.End:
		c.End = r.after.End
	case n.End > r.before.End:
		c.End += r.by
	}
	return c
}

// value reads the value of a key again, from the lines on which the two stand. It is
// nil where something else stands on them, or comes to stand there.
func (r *tomlPiece) value(m *Member) *Node {
	if r.change.start < m.Value.Start || r.change.end > m.Value.End {
		return nil
	}
	from, to := strings.LastIndexByte(r.was[:m.Key.Start], '\n')+1, len(r.was)
	if strings.Trim(r.was[from:m.Key.Start], " \t") != "" {
		return nil
	}
	if i := strings.IndexByte(r.was[m.Value.End:], '\n'); i >= 0 {
		to = m.Value.End + i + 1
	}
	root, problems := ParseTOML(&Source{Text: r.src.Text[from : to+r.by]})
	if len(problems) > 0 || len(root.Members()) != 1 {
		return nil
	}
	now := &root.Members()[0]
	if now.Name != m.Name || now.Key.Start+from != m.Key.Start || now.Key.End+from != m.Key.End || now.Value.Start < now.Key.End {
		return nil
	}
	r.before, r.after = m.Value, r.nodes.moved(now.Value, r.src, from)
	return r.after
}
