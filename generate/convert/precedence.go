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
	taken := &fork{}
	for _, o := range list {
		level := taken.above(o, 0, 0)
		if level > 0 {
			levels[o.route] = level
		}
		taken.add(o, level)
	}
	return levels
}

// fork is a tree of routes by their segments: one node a path so far. It finds
// the routes that a route meets without a look at all the others.
type fork struct {
	texts map[string]*fork
	any   *fork
	ends  []levelled // routes that end here
	rests []levelled // routes that take whatever follows
	// highest is the highest level here and below.
	highest int
}

// levelled is a route with the number that it has got.
type levelled struct {
	*ordered
	level int
}

func (f *fork) add(o *ordered, level int) {
	for i := 0; ; i++ {
		f.highest = max(f.highest, level)
		switch o.kinds[i] {
		case restOfPath:
			f.rests = append(f.rests, levelled{o, level})
			return
		case endOfPath:
			f.ends = append(f.ends, levelled{o, level})
			return
		case oneText:
			if f.texts == nil {
				f.texts = map[string]*fork{}
			}
			if f.texts[o.segments[i]] == nil {
				f.texts[o.segments[i]] = &fork{}
			}
			f = f.texts[o.segments[i]]
		default:
			if f.any == nil {
				f.any = &fork{}
			}
			f = f.any
		}
	}
}

// above is the lowest number above those of the routes, from the i-th segment
// on, that o meets and is taken before; at least the given one.
func (f *fork) above(o *ordered, i, level int) int {
	if f == nil || f.highest < level {
		return level
	}
	level = o.over(f.rests, level)
	switch o.kinds[i] {
	case restOfPath:
		return f.everything(o, level)
	case endOfPath:
		return o.over(f.ends, level)
	case oneText:
		level = f.texts[o.segments[i]].above(o, i+1, level)
	default:
		for _, next := range f.texts {
			level = next.above(o, i+1, level)
		}
	}
	return f.any.above(o, i+1, level)
}

// everything is above for an o that takes whatever follows.
func (f *fork) everything(o *ordered, level int) int {
	if f == nil || f.highest < level {
		return level
	}
	level = o.over(f.ends, o.over(f.rests, level))
	for _, next := range f.texts {
		level = next.everything(o, level)
	}
	return f.any.everything(o, level)
}

// over is the lowest number above those of routes with a path that o meets.
func (o *ordered) over(routes []levelled, level int) int {
	for _, other := range routes {
		if other.level >= level && other.compare(o) < 0 && o.sharesMethod(other.ordered) {
			level = other.level + 1
		}
	}
	return level
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

// compare orders what is taken last before what is taken first.
func (o *ordered) compare(other *ordered) int {
	return cmp.Or(slices.Compare(o.route.Rank, other.route.Rank), slices.Compare(o.kinds, other.kinds))
}

// sharesMethod reports whether some method is one of both routes; no methods are
// all.
func (o *ordered) sharesMethod(other *ordered) bool {
	a, b := o.route.Methods, other.route.Methods
	return len(a) == 0 || len(b) == 0 || slices.ContainsFunc(a, func(m string) bool { return slices.Contains(b, m) })
}
