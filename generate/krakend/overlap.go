package krakend

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
)

// fork is a node of the paths that are served, as the router sees them: at each
// segment a text comes before a parameter, and a parameter before a star.
type fork struct {
	texts       map[string]*fork
	param, star *fork
	here        *candidate
}

func (f *fork) add(c *candidate) {
	for _, segment := range strings.Split(c.path, "/")[1:] {
		var next **fork
		switch {
		case segment == "*":
			next = &f.star
		case wholeParam.MatchString(segment):
			next = &f.param
		default:
			if f.texts == nil {
				f.texts = map[string]*fork{}
			}
			child := f.texts[segment]
			if child == nil {
				child = &fork{}
				f.texts[segment] = child
			}
			f = child
			continue
		}
		if *next == nil {
			*next = &fork{}
		}
		f = *next
	}
	f.here = c
}

// before calls yield with the candidates that the router prefers to the one of
// the segments for some request that both could answer. Won says that it has
// preferred them already.
func (f *fork) before(segments []string, won bool, yield func(*candidate)) {
	if f == nil {
		return
	}
	if won && f.star != nil && len(segments) > 0 {
		yield(f.star.here)
	}
	switch {
	case len(segments) == 0:
		if won && f.here != nil {
			yield(f.here)
		}
	case segments[0] == "*":
		f.below(yield)
	case wholeParam.MatchString(segments[0]):
		for _, child := range f.texts {
			child.before(segments[1:], true, yield)
		}
		f.param.before(segments[1:], won, yield)
	default:
		f.texts[segments[0]].before(segments[1:], won, yield)
		if won {
			f.param.before(segments[1:], true, yield)
		}
	}
}

// below calls yield with all candidates of longer paths.
func (f *fork) below(yield func(*candidate)) {
	children := []*fork{f.param}
	for _, child := range f.texts {
		children = append(children, child)
	}
	for _, child := range children {
		if child == nil {
			continue
		}
		if child.here != nil {
			yield(child.here)
		}
		if child.star != nil {
			yield(child.star.here)
		}
		child.below(yield)
	}
}

// overlaps reports pairs of routes of which the source takes the one and the
// router the other, the more specific one, for some request.
func (w *writer) overlaps(kept []*candidate) {
	roots := map[string]*fork{}
	for _, c := range kept {
		if roots[c.method] == nil {
			roots[c.method] = &fork{}
		}
		roots[c.method].add(c)
	}
	told := map[[2]*convert.Route]bool{}
	for _, c := range kept {
		if len(c.route.Rank) == 0 || c.route.Bounded || w.narrow(c.route) {
			continue
		}
		var others []*candidate
		roots[c.method].before(strings.Split(c.path, "/")[1:], false, func(other *candidate) {
			pair := [2]*convert.Route{c.route, other.route}
			if !told[pair] && len(other.route.Rank) > 0 && !w.narrow(other.route) && slices.Compare(c.route.Rank, other.route.Rank) > 0 {
				told[pair] = true
				others = append(others, other)
			}
		})
		slices.SortFunc(others, func(a, b *candidate) int { return a.order - b.order })
		for _, other := range others {
			w.overtaken(c, other)
		}
	}
}

// overtaken reports a route whose requests another takes from it.
func (w *writer) overtaken(c, other *candidate) {
	severity, hint := convert.Changed, ""
	if exposes(c.route, other.route) {
		severity, hint = convert.Security, "protect both, or give them paths that do not meet"
	}
	w.lose(c.route, severity, "route-order", c.route.Place,
		fmt.Sprintf("the route comes before the one at %s, the gateway takes the more specific of two: %s %s", other.route.Span, other.method, other.path), hint)
}

// exposes reports whether requests that the one route would turn away pass by
// the other.
func exposes(r, other *convert.Route) bool {
	return r.Auth != nil && other.Auth == nil || r.Allow != nil && other.Allow == nil || len(r.CEL) > 0 && len(other.CEL) == 0
}
