package generate

import (
	"fmt"
	"slices"
	"strings"
)

// routes is the gateway's router: one tree of segments for each method. Two
// names for a parameter at one place of a tree, and two endpoints at one leaf,
// keep the gateway from starting. So the name that most endpoints have there
// holds for all, and of two endpoints at one leaf the first stays.
type routes map[string]*routeNode

type routeNode struct {
	static map[string]*routeNode
	param  *routeNode
	leaf   *Entry

	// Of a node that a parameter leads to: the names that endpoints give it, in
	// the order in which they came, and the one that holds.
	votes []vote
	name  string
	// hand is the name that an endpoint has there which is not written anew; it
	// holds whatever the votes. handAt says which endpoint that is.
	hand, handAt string
}

// vote is a name with the first endpoint that has it, and how many do.
type vote struct {
	name  string
	first *Entry
	count int
}

// route is the way of one endpoint through the tree: the nodes of its
// parameters, by their index.
type route []*routeNode

// add puts an endpoint into the tree, or returns the one that is there.
func (r routes) add(e *Entry, t *template) (way route, taken *Entry) {
	n := r[e.Op.Method]
	if n == nil {
		n = &routeNode{}
		r[e.Op.Method] = n
	}
	way = make(route, len(t.names))
	for _, p := range t.endpoint {
		if p.param < 0 {
			n = n.child(p.text)
			continue
		}
		if n.param == nil {
			n.param = &routeNode{}
		}
		n = n.param
		way[p.param] = n
	}
	if t.slash {
		n = n.child("")
	}
	if n.leaf != nil {
		return nil, n.leaf
	}
	n.leaf = e
	for i, node := range way {
		node.vote(cleanName(t.names[i]), e)
	}
	return way, nil
}

// respect has the parameters of an endpoint that is there already keep their
// names, where generated endpoints have the same way.
func (r routes) respect(p *piece) {
	n := r[p.id.Method]
	for _, segment := range strings.Split(strings.Trim(p.id.Path, "/"), "/") {
		if n == nil {
			return
		}
		if !parameter.MatchString(segment) {
			n = n.static[segment]
			continue
		}
		if n = n.param; n != nil && n.hand == "" {
			n.hand, n.handAt = strings.Trim(segment, "{}"), "the endpoint at "+p.node.Span.String()
			if !p.noted() {
				n.handAt = "the endpoint written by hand at " + p.node.Span.String()
			}
		}
	}
}

func (n *routeNode) child(segment string) *routeNode {
	c := n.static[segment]
	if c == nil {
		c = &routeNode{}
		if n.static == nil {
			n.static = map[string]*routeNode{}
		}
		n.static[segment] = c
	}
	return c
}

func (n *routeNode) vote(name string, e *Entry) {
	i := slices.IndexFunc(n.votes, func(v vote) bool { return v.name == name })
	if i < 0 {
		i = len(n.votes)
		n.votes = append(n.votes, vote{name: name, first: e})
	}
	n.votes[i].count++
}

// settle chooses the names, from the roots down: a name never stands twice on
// one way.
func (r routes) settle() {
	for _, root := range r {
		root.settle(map[string]bool{})
	}
}

func (n *routeNode) settle(used map[string]bool) {
	for _, c := range n.static {
		c.settle(used)
	}
	if n.param == nil {
		return
	}
	n.param.name = n.param.hand
	if n.param.name == "" {
		n.param.name = freeName(n.param.favourite(), used)
	}
	key := foldName(n.param.name)
	used[key] = true
	n.param.settle(used)
	delete(used, key)
}

// favourite is the name with most votes, of equals the first.
func (n *routeNode) favourite() string {
	best := vote{name: "param"}
	for _, v := range n.votes {
		if v.count > best.count {
			best = v
		}
	}
	return best.name
}

// names returns what the parameters of an endpoint are called, with a remark
// on each that the document calls otherwise.
func (way route) names(t *template) (names, notes []string) {
	for i, n := range way {
		names = append(names, n.name)
		if n.name != t.names[i] {
			notes = append(notes, n.renamed(t.names[i]))
		}
	}
	return names, notes
}

func (n *routeNode) renamed(written string) string {
	text := fmt.Sprintf("{%s} is called {%s}", written, n.name)
	if n.hand != "" {
		return text + ", as in " + n.handAt
	}
	for _, v := range n.votes {
		if v.name == n.name && cleanName(written) != n.name {
			return text + ", as in " + v.first.Op.Place()
		}
	}
	if cleanName(written) == n.name {
		return text + ", since names have letters, digits, - and _ only"
	}
	return text + ", since the path has that name already"
}
