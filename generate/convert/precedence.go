package convert

import (
	"cmp"
	"slices"
	"strings"
)

// Precedence tells for targets that take the first of several routes which has
// to be first: a route gets a higher number than each route that matches some of
// its requests and that the source takes after it. Without a Rank that is the
// one with a parameter where the other has a text. Routes that need no order
// have 0. With open, as in Ocelot, a parameter at the end of a path stands for
// any number of segments.
func Precedence(routes []*Route, open bool) map[*Route]int {
	list := make([]*ordered, len(routes))
	for i, r := range routes {
		list[i] = newOrdered(r, open)
	}
	slices.SortStableFunc(list, (*ordered).compare)
	levels := map[*Route]int{}
	// Routes with a text first meet only those with the same text, or none.
	byText := map[string][]*ordered{}
	var all []*ordered
	for _, o := range list {
		first, isText := o.first()
		before := [][]*ordered{all}
		if isText {
			before = [][]*ordered{byText[first], byText[""]}
		}
		for _, others := range before {
			for _, other := range others {
				if levels[other.route] >= levels[o.route] && other.compare(o) < 0 && o.meets(other) {
					levels[o.route] = levels[other.route] + 1
				}
			}
		}
		all = append(all, o)
		byText[first] = append(byText[first], o)
	}
	return levels
}

// The kinds of segments, in the order in which routers prefer them.
const (
	restOfPath = iota
	anySegment
	oneText
	endOfPath
)

// ordered is a route with its path cut into segments.
type ordered struct {
	route    *Route
	segments []string
	kinds    []int
}

func newOrdered(r *Route, open bool) *ordered {
	o := &ordered{route: r}
	for _, s := range strings.Split(strings.Trim(r.Path, "/"), "/") {
		if s == "" {
			continue
		}
		kind := oneText
		switch {
		case r.Tail != "" && s == "{"+r.Tail+"}":
			kind = restOfPath
		case strings.Contains(s, "{"):
			kind = anySegment
		}
		o.segments, o.kinds = append(o.segments, s), append(o.kinds, kind)
	}
	last := restOfPath
	if n := len(o.kinds); n == 0 || o.kinds[n-1] == oneText || o.kinds[n-1] == anySegment && !open {
		last = endOfPath
	}
	o.kinds = append(o.kinds, last)
	return o
}

// first is the text that the path starts with, "" for none.
func (o *ordered) first() (string, bool) {
	if o.kinds[0] != oneText {
		return "", false
	}
	return o.segments[0], true
}

// compare orders what is taken last before what is taken first.
func (o *ordered) compare(other *ordered) int {
	return cmp.Or(slices.Compare(o.route.Rank, other.route.Rank), slices.Compare(o.kinds, other.kinds))
}

// meets reports whether some request fits both routes.
func (o *ordered) meets(other *ordered) bool {
	a, b := o.route.Methods, other.route.Methods
	if len(a) > 0 && len(b) > 0 && !slices.ContainsFunc(a, func(m string) bool { return slices.Contains(b, m) }) {
		return false
	}
	for i := 0; ; i++ {
		x, y := o.kinds[i], other.kinds[i]
		switch {
		case x == restOfPath || y == restOfPath:
			return true
		case x == endOfPath || y == endOfPath:
			return x == y
		case x == oneText && y == oneText && o.segments[i] != other.segments[i]:
			return false
		}
	}
}
