package route

import (
	"path"
	"slices"
	"strings"
)

// leaf is the end of a route.
type leaf[T any] struct {
	pattern string
	names   []string
	value   T
}

func (l *leaf[T]) params(values []string) []Param {
	if len(values) == 0 {
		return nil
	}
	params := make([]Param, len(l.names))
	for i, name := range l.names {
		params[i] = Param{Name: name, Value: values[i]}
	}
	return params
}

// node is what stands after one segment of a path.
type node[T any] struct {
	static map[string]*node[T]
	// params are segments that end in a parameter, by the text before it, the
	// longest first; that of a whole segment is "".
	params  []*param[T]
	here    *leaf[T] // the path ends here
	slashed *leaf[T] // the path ends here with a slash
	rest    *leaf[T] // takes all that follows
}

type param[T any] struct {
	prefix string
	node[T]
}

// add puts a route below n; rest is its path after the slash. Where another
// route stands at the same place it returns that one's pattern.
func (n *node[T]) add(rest string, l *leaf[T]) (other string, ok bool) {
	if rest == "" {
		return put(&n.slashed, l)
	}
	if rest == "*" {
		return put(&n.rest, l)
	}
	seg, tail, more := strings.Cut(rest, "/")
	child := n.child(seg, l)
	if !more {
		return put(&child.here, l)
	}
	return child.add(tail, l)
}

func put[T any](at **leaf[T], l *leaf[T]) (string, bool) {
	if *at != nil {
		return (*at).pattern, false
	}
	*at = l
	return "", true
}

// child returns the node of a segment, made where there is none.
func (n *node[T]) child(seg string, l *leaf[T]) *node[T] {
	prefix, name, isParam := strings.Cut(seg, ":")
	if !isParam {
		if n.static == nil {
			n.static = map[string]*node[T]{}
		}
		c := n.static[seg]
		if c == nil {
			c = &node[T]{}
			n.static[seg] = c
		}
		return c
	}
	l.names = append(l.names, name)
	for _, p := range n.params {
		if p.prefix == prefix {
			return &p.node
		}
	}
	p := &param[T]{prefix: prefix}
	n.params = append(n.params, p)
	slices.SortFunc(n.params, func(a, b *param[T]) int { return len(b.prefix) - len(a.prefix) })
	return &p.node
}

// find returns the route of a path, rest being what follows the slash before n,
// and the values of its parameters.
func (n *node[T]) find(rest string, values []string) (*leaf[T], []string) {
	if rest == "" {
		if n.slashed != nil {
			return n.slashed, values
		}
		return n.rest, values
	}
	seg, tail, more := strings.Cut(rest, "/")
	if c := n.static[seg]; c != nil {
		if l, v := c.end(tail, more, values); l != nil {
			return l, v
		}
	}
	for _, p := range n.params {
		value, ok := strings.CutPrefix(seg, p.prefix)
		if !ok || value == "" && !more {
			continue
		}
		if l, v := p.end(tail, more, append(values, value)); l != nil {
			return l, v
		}
	}
	return n.rest, values
}

func (n *node[T]) end(tail string, more bool, values []string) (*leaf[T], []string) {
	if more {
		return n.find(tail, values)
	}
	return n.here, values
}

// slash reports whether a path is to be redirected to the one with, or without,
// a slash at its end.
func (n *node[T]) slash(p string) bool {
	l, values := n.find(toggle(p)[1:], nil)
	bare, slashed := strings.CutSuffix(p[1:], "/")
	if !slashed {
		return l != nil && !l.endsBlank(values)
	}
	return l != nil || n.blank(bare) || n.branches(bare)
}

// endsBlank reports whether a route ends in a parameter that has no value.
func (l *leaf[T]) endsBlank(values []string) bool {
	last := path.Base(l.pattern)
	return strings.Contains(last, ":") && values[len(values)-1] == ""
}

// blank reports whether a path leads to a parameter that has no value: the
// reference gateway takes a slash behind it for one too much.
func (n *node[T]) blank(rest string) bool {
	seg, tail, more := strings.Cut(rest, "/")
	if !more {
		return slices.ContainsFunc(n.params, func(p *param[T]) bool { return p.prefix == seg })
	}
	if c := n.static[seg]; c != nil && c.blank(tail) {
		return true
	}
	return slices.ContainsFunc(n.params, func(p *param[T]) bool { return strings.HasPrefix(seg, p.prefix) && p.blank(tail) })
}

// branches reports whether the reference gateway's router takes the slash away
// from a path though nothing stands there without it: it does so where its own
// tree branches, which is behind a parameter, and behind a segment with which
// another one begins. The recorded case routing/mix-1 shows it.
func (n *node[T]) branches(rest string) bool {
	seg, tail, more := strings.Cut(rest, "/")
	if c := n.static[seg]; c != nil {
		if more && c.branches(tail) || !more && c.grows() && n.branching(seg) {
			return true
		}
	}
	for _, p := range n.params {
		if strings.HasPrefix(seg, p.prefix) && (more && p.branches(tail) || !more && p.grows()) {
			return true
		}
	}
	return false
}

// foldBranches is what branches is, without regard to letter case and for paths
// that had to be cleaned first; it returns the path as its routes write it. The
// reference's tree must go on there in one direction alone.
func (n *node[T]) foldBranches(rest string) (string, bool) {
	seg, tail, more := strings.Cut(rest, "/")
	below := func(c *node[T], here string) (string, bool) {
		if !more {
			return here, c.trunk()
		}
		s, ok := c.foldBranches(tail)
		return here + "/" + s, ok
	}
	for _, name := range n.folded(seg) {
		if !more && !n.branching(name) {
			continue
		}
		if s, ok := below(n.static[name], name); ok {
			return s, true
		}
	}
	for _, p := range n.params {
		if len(seg) < len(p.prefix) || !strings.EqualFold(seg[:len(p.prefix)], p.prefix) {
			continue
		}
		if s, ok := below(&p.node, p.prefix+seg[len(p.prefix):]); ok {
			return s, true
		}
	}
	return "", false
}

// grows reports whether routes go on below n.
func (n *node[T]) grows() bool { return len(n.static) > 0 || len(n.params) > 0 }

// trunk reports whether routes go on below n, all with the same letter.
func (n *node[T]) trunk() bool {
	if len(n.static) == 0 || len(n.params) > 0 || n.slashed != nil || n.rest != nil {
		return false
	}
	var first byte
	for name := range n.static {
		if name == "" || first != 0 && name[0] != first {
			return false
		}
		first = name[0]
	}
	return true
}

// branching reports whether another static segment begins with seg.
func (n *node[T]) branching(seg string) bool {
	for other := range n.static {
		if len(other) > len(seg) && strings.HasPrefix(other, seg) {
			return true
		}
	}
	return false
}

// fold finds a path without regard to letter case and returns it as its route
// writes it; values of parameters stay as they are.
func (n *node[T]) fold(rest string) (string, bool) {
	if rest == "" {
		return "", n.slashed != nil || n.rest != nil
	}
	seg, tail, more := strings.Cut(rest, "/")
	for _, name := range n.folded(seg) {
		if s, ok := n.static[name].foldEnd(tail, more); ok {
			return name + s, true
		}
	}
	for _, p := range n.params {
		if len(seg) < len(p.prefix) || !strings.EqualFold(seg[:len(p.prefix)], p.prefix) {
			continue
		}
		// Without a value a parameter is none at the end of a path, with a slash
		// behind it or not.
		if len(seg) == len(p.prefix) && (!more || tail == "" && p.prefix != "") {
			continue
		}
		if s, ok := p.foldEnd(tail, more); ok {
			return p.prefix + seg[len(p.prefix):] + s, true
		}
	}
	return rest, n.rest != nil
}

func (n *node[T]) foldEnd(tail string, more bool) (string, bool) {
	if !more {
		return "", n.here != nil
	}
	s, ok := n.fold(tail)
	return "/" + s, ok
}

// folded returns the static segments that seg may mean. Small letters come first,
// whatever the path has, as the reference gateway looks for them.
func (n *node[T]) folded(seg string) []string {
	var names []string
	for name := range n.static {
		if strings.EqualFold(name, seg) {
			names = append(names, name)
		}
	}
	slices.SortFunc(names, func(a, b string) int { return strings.Compare(b, a) })
	return names
}
