package krakend

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/generate/convert"
)

var (
	wholeParam = regexp.MustCompile(`^\{[A-Za-z0-9_-]+\}$`)
	badPath    = regexp.MustCompile(`[*?&%#:{}]`)
)

// possible reports routes that no endpoint can stand for.
func (w *writer) possible(r *convert.Route) bool {
	refuse := func(code, message, hint string) bool {
		w.lose(r, convert.Lost, code, r.Place, message, hint)
		return false
	}
	if len(r.Calls) == 0 {
		return refuse("no-backend", fmt.Sprintf("route %s calls no backend", r.Path), "")
	}
	if p := convert.Unresolved(r.Path); p != "" {
		return refuse("path-placeholder", fmt.Sprintf("path %s holds the placeholder %s: no endpoint can be written before it is filled in", r.Path, p), "fill it in, and convert again")
	}
	if !strings.HasPrefix(r.Path, "/") {
		return refuse("path", fmt.Sprintf("path %q does not start with a slash", r.Path), "")
	}
	for _, segment := range strings.Split(r.Path[1:], "/") {
		switch {
		case wholeParam.MatchString(segment):
		case strings.Contains(segment, "{"):
			return refuse("path-partial", fmt.Sprintf("path %s has a parameter that is not a whole segment", r.Path),
				"give the parameter a segment of its own")
		case badPath.MatchString(segment):
			return refuse("path-character", fmt.Sprintf("path %s has a character that an endpoint cannot have", r.Path), "")
		}
	}
	if fact.ReservedPath(r.Path) {
		return refuse("path-reserved", fmt.Sprintf("path %s is reserved by the gateway", r.Path), "rename the segment")
	}
	names := convert.Params(r.Path)
	for _, c := range r.Calls {
		for _, name := range convert.Params(c.Pattern) {
			if !slices.Contains(names, name) && !fact.RuntimeParam(name) {
				w.lose(r, convert.Lost, "param-undefined", c.Place, fmt.Sprintf("the backend's path %s needs {%s}, which the path %s does not have", c.Pattern, name, r.Path),
					"query strings and headers cannot become part of a backend's path")
				return false
			}
		}
	}
	return true
}

// conditions reports what a route asks of requests beyond path and method.
func (w *writer) conditions(r *convert.Route) {
	for _, m := range r.Match {
		if w.carried(r, m) {
			continue
		}
		what := m.Kind
		if m.Name != "" {
			what += " " + m.Name
		}
		w.lose(r, convert.Lost, "match-"+m.Kind, m.Place,
			fmt.Sprintf("the route answers only where the %s is %s, an endpoint answers everywhere", what, strings.Join(m.Values, " or ")), "")
	}
}

// carried reports whether endpoints can have a condition.
func (w *writer) carried(r *convert.Route, m convert.Condition) bool {
	_, hosts := hostsOf(r)
	return m.Kind == "host" && w.opts.Enterprise && hosts
}

// narrow reports whether a route has a condition that endpoints cannot have.
func (w *writer) narrow(r *convert.Route) bool {
	return slices.ContainsFunc(r.Match, func(m convert.Condition) bool { return !w.carried(r, m) })
}

// methods are the methods of a route as far as endpoints can have them.
func (w *writer) methods(r *convert.Route) []string {
	if len(r.Methods) == 0 {
		if r.Merged {
			return []string{"GET"}
		}
		w.lose(r, convert.Changed, "methods-all", r.Place, "the route takes every method, its endpoints take GET, POST, PUT, PATCH and DELETE",
			"OPTIONS for browsers is answered where security/cors is set").Action = convert.Expanded
		return convert.Methods()
	}
	var list []string
	for _, m := range r.Methods {
		switch {
		case slices.Contains(list, m):
		case slices.Contains(fact.EndpointMethods(), m):
			list = append(list, m)
		default:
			w.lose(r, convert.Lost, "method", r.Place, fmt.Sprintf("no endpoint can have the method %s", m), "")
		}
	}
	return list
}

// expand makes the candidates of a route: one for each method, and where its
// path has a tail one for each length of it, or for each operation of the
// backend's document.
func (w *writer) expand(r *convert.Route, methods []string) []*candidate {
	patterns := make([]string, len(r.Calls))
	for i, c := range r.Calls {
		patterns[i] = c.Pattern
	}
	if ops := w.operations(r); len(ops) > 0 {
		if list := w.byDocument(r, methods, patterns, ops); len(list) > 0 {
			return list
		}
	} else if w.opts.Typed {
		w.lose(r, convert.Changed, "no-document", r.Place, "no document tells of this backend, its answers are passed through", "name one with --spec")
	}
	if r.Tail == "" {
		var list []*candidate
		for _, m := range methods {
			list = append(list, &candidate{route: r, method: m, path: r.Path, patterns: patterns})
		}
		return list
	}
	if list, ok := w.wildcard(r, methods, patterns); ok {
		return list
	}
	depth := w.opts.Depth
	if depth == 0 {
		depth = DefaultDepth
		if r.Deep > 0 {
			depth = r.Deep
		}
	}
	w.lose(r, convert.Approximated, "catch-all", r.Place,
		fmt.Sprintf("a catch-all stands for everything below it, endpoints are written for %s", segmentsText(depth)),
		"name the backend's OpenAPI document with --spec, or set --wildcard-depth").Action = convert.Expanded
	var list []*candidate
	for n := 0; n <= depth; n++ {
		names := convert.TailNames(r.Tail, n, r.Deep, convert.Params(r.Path))
		for _, m := range methods {
			c := &candidate{route: r, method: m, expanded: true}
			for _, p := range patterns {
				path, pattern := convert.Expand(r.Path, p, r.Tail, names)
				c.path, c.patterns = path, append(c.patterns, pattern)
			}
			list = append(list, c)
		}
	}
	return list
}

func segmentsText(n int) string {
	if n == 1 {
		return "one segment"
	}
	return fmt.Sprintf("up to %d segments", n)
}
