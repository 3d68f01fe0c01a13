package krakend

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/generate/convert"
)

// settle keeps of several candidates for one method and path the one that the
// source would have chosen, and reports what the router decides otherwise. Of
// two that a condition tells apart which endpoints cannot have, the one without
// stays: nobody is led to a backend that was not for everybody. The order of the
// source stays.
func (w *writer) settle() []*candidate {
	ranked := slices.Clone(w.cands)
	slices.SortStableFunc(ranked, func(a, b *candidate) int {
		return cmp.Or(
			cmp.Compare(b2i(a.general), b2i(b.general)),
			cmp.Compare(b2i(w.narrow(a.route)), b2i(w.narrow(b.route))),
			slices.Compare(b.route.Rank, a.route.Rank),
			cmp.Compare(b2i(a.expanded), b2i(b.expanded)),
			cmp.Compare(static(b.route.Path), static(a.route.Path)),
			cmp.Compare(a.order, b.order),
		)
	})
	taken := map[string]*candidate{}
	clashed := map[[2]*convert.Route]bool{}
	for _, c := range ranked {
		key := c.method + " " + outline(c.path)
		first, ok := taken[key]
		if !ok {
			if c.path == "/__health" || fact.ReservedPath(c.path) {
				w.lose(c.route, convert.Lost, "path-reserved", c.route.Place, fmt.Sprintf("path %s is reserved by the gateway", c.path), "")
				continue
			}
			taken[key] = c
			continue
		}
		pair := [2]*convert.Route{first.route, c.route}
		if first.route == c.route || clashed[pair] {
			continue
		}
		clashed[pair] = true
		w.clash(c, first)
	}
	kept := make([]*candidate, 0, len(taken))
	for _, c := range w.cands {
		if taken[c.method+" "+outline(c.path)] == c {
			kept = append(kept, c)
		}
	}
	w.overlaps(kept)
	return kept
}

// clash reports a candidate whose place is taken.
func (w *writer) clash(c, first *candidate) {
	r, other := c.route, first.route
	at := other.Span.String()
	switch {
	case c.general && !first.general:
	case len(r.Match) > 0 || len(other.Match) > 0:
		w.lose(r, convert.Security, "route-collision", r.Place,
			fmt.Sprintf("%s %s differs from the route at %s only in the host or the headers that it answers to: one of them had to go", c.method, c.path, at),
			"give the two different paths, or a gateway each")
	case !c.expanded:
		w.lose(r, convert.Lost, "route-duplicate", r.Place, fmt.Sprintf("%s %s is the route at %s already", c.method, c.path, at), "")
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// static counts the segments of a path that are no parameters.
func static(path string) int {
	n := 0
	for _, s := range strings.Split(path, "/") {
		if s != "" && !strings.Contains(s, "{") {
			n++
		}
	}
	return n
}

var params = regexp.MustCompile(`\{[^{}/]*\}`)

// outline is the path with all parameters alike.
func outline(path string) string { return params.ReplaceAllString(path, "{}") }

// unify gives parameters at one place of the router one name: that of the first
// endpoint, since the router refuses two. Endpoints that a note restores come
// first, their names stay.
func unify(list []*candidate) {
	names := map[string]string{}
	ordered := slices.Clone(list)
	slices.SortStableFunc(ordered, func(a, b *candidate) int {
		return cmp.Or(cmp.Compare(b2i(a.raw == nil), b2i(b.raw == nil)), cmp.Compare(b2i(a.expanded), b2i(b.expanded)))
	})
	for _, c := range ordered {
		prefix := c.method + " "
		renamed, taken := map[string]string{}, map[string]bool{}
		for _, segment := range strings.Split(c.path, "/")[1:] {
			prefix += "/"
			if !wholeParam.MatchString(segment) {
				prefix += segment
				continue
			}
			own := segment[1 : len(segment)-1]
			name, ok := names[prefix]
			if !ok {
				name = own
				for i := 2; taken[fold(name)]; i++ {
					name = own + strconv.Itoa(i)
				}
				names[prefix] = name
			}
			taken[fold(name)] = true
			renamed[own] = name
			prefix += "{}"
		}
		if c.raw != nil {
			continue
		}
		c.path = convert.MapParams(c.path, renamed)
		for i, p := range c.patterns {
			c.patterns[i] = convert.MapParams(p, renamed)
		}
	}
}

// fold is what the router keeps of a name: {id} and {Id} are one.
func fold(name string) string { return strings.ToUpper(name[:1]) + name[1:] }
