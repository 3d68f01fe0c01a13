package syntax

// slab gives the parts of a tree, many of them from one allocation each.
type slab struct {
	chunk   int // how many parts of a kind are allocated at once
	nodes   []Node
	inners  []inner
	members []Member
	items   []*Node
}

func newSlab(textBytes int) slab { return slab{chunk: min(256, 8+textBytes/64)} }

func (s *slab) node() *Node { return &take(&s.nodes, 1, s.chunk)[0] }

func (s *slab) inner() *inner { return &take(&s.inners, 1, s.chunk)[0] }

// close gives a node its members or items, of which it keeps a copy of just
// their size.
func (s *slab) close(n *Node, members []Member, items []*Node) {
	if len(members)+len(items) == 0 {
		return
	}
	in := s.inner()
	if len(members) > 0 {
		in.members = take(&s.members, len(members), s.chunk)
		copy(in.members, members)
	}
	if len(items) > 0 {
		in.items = take(&s.items, len(items), s.chunk)
		copy(in.items, items)
	}
	n.inner.Store(in)
}

// take cuts n elements off a list, which is made anew when it has fewer. What is
// returned does not grow into the rest.
func take[T any](list *[]T, n, chunk int) []T {
	if len(*list) < n {
		*list = make([]T, max(n, chunk))
	}
	part := (*list)[:n:n]
	*list = (*list)[n:]
	return part
}
