package route

import (
	"fmt"
	"path"
	"strings"
)

// Options are the switches of a router.
type Options struct {
	// RedirectSlash sends a path with a slash too much or too few to the right
	// one.
	RedirectSlash bool
	// RedirectFixed sends a path in the wrong letter case, or with dots and
	// doubled slashes, to the right one. It also mends slashes at the end.
	RedirectFixed bool
	// MethodNotAllowed tells paths that have another method from unknown ones.
	MethodNotAllowed bool
	// RemoveExtraSlash finds paths with doubled slashes as if they had one.
	RemoveExtraSlash bool
}

// Kind is what became of a path.
type Kind uint8

// The kinds of matches.
const (
	NotFound Kind = iota
	Found
	Redirect
	WrongMethod
)

// Match is what Find found.
type Match[T any] struct {
	Kind   Kind
	Value  T
	Params []Param  // of Found, in the order of the path
	Path   string   // of Redirect: where to
	Allow  []string // of WrongMethod: the methods that the path has
}

// Param is one parameter of a path with its value.
type Param struct{ Name, Value string }

// Router holds routes. It is filled with Add and then only read.
type Router[T any] struct {
	opts    Options
	methods []string // in the order of their first route
	trees   map[string]*node[T]
}

// New returns an empty router.
func New[T any](opts Options) *Router[T] {
	return &Router[T]{opts: opts, trees: map[string]*node[T]{}}
}

// Add puts a route into the router. In the path a colon starts a parameter that
// goes on to the next slash; a segment of "*" at the end takes all that follows.
// The error names a route that stands at the same place.
func (r *Router[T]) Add(method, pattern string, value T) error {
	tree := r.trees[method]
	if tree == nil {
		tree = &node[T]{}
		r.trees[method] = tree
		r.methods = append(r.methods, method)
	}
	pattern = tidy(pattern)
	if other, ok := tree.add(pattern[1:], &leaf[T]{pattern: pattern, value: value}); !ok {
		return fmt.Errorf("%s %s clashes with %s", method, pattern, other)
	}
	return nil
}

// tidy takes doubled slashes and dots out of a pattern, as the reference does.
func tidy(p string) string {
	clean := path.Clean("/" + p)
	if strings.HasSuffix(p, "/") && clean != "/" {
		clean += "/"
	}
	return clean
}

// clean takes doubled slashes and dots out of a request's path.
func clean(p string) string {
	if strings.HasSuffix(p, "/.") {
		p += "/"
	}
	return tidy(p)
}

// Find looks a request up. The path is the decoded one.
func (r *Router[T]) Find(method, p string) Match[T] {
	if p == "" || p[0] != '/' {
		p = "/" + p
	}
	asked := p
	if r.opts.RemoveExtraSlash {
		p = clean(p)
	}
	tree := r.trees[method]
	if tree != nil {
		if l, values := tree.find(p[1:], nil); l != nil {
			return Match[T]{Kind: Found, Value: l.value, Params: l.params(values)}
		}
		if to := r.redirect(tree, method, asked, p); to != "" {
			return Match[T]{Kind: Redirect, Path: to}
		}
	}
	if r.opts.MethodNotAllowed {
		if allow := r.allowed(method, p); len(allow) > 0 {
			return Match[T]{Kind: WrongMethod, Allow: allow}
		}
	}
	return Match[T]{}
}

func (r *Router[T]) redirect(tree *node[T], method, asked, p string) string {
	if method == "CONNECT" || p == "/" {
		return ""
	}
	if r.opts.RedirectSlash && tree.slash(p) {
		return local(toggle(asked))
	}
	if !r.opts.RedirectFixed {
		return ""
	}
	fixed := clean(p)
	if fixed == "/" && tree.trunk() {
		return fixed // though nothing stands there
	}
	for _, candidate := range []string{fixed, toggle(fixed)} {
		if to, ok := tree.fold(candidate[1:]); ok && "/"+to != asked {
			return local("/" + to)
		}
	}
	if bare, ok := strings.CutSuffix(fixed, "/"); ok && bare != "" {
		if to, ok := tree.foldBranches(bare[1:]); ok {
			return local("/" + to)
		}
	}
	return ""
}

// local makes sure that a redirect stays on this host: a path that starts with
// two slashes names another one.
func local(p string) string {
	if strings.HasPrefix(p, "//") {
		return "/" + strings.TrimLeft(p, "/")
	}
	return p
}

// toggle takes the slash at the end of a path away, or puts one there.
func toggle(p string) string {
	if len(p) > 1 && strings.HasSuffix(p, "/") {
		return p[:len(p)-1]
	}
	return p + "/"
}

func (r *Router[T]) allowed(method, p string) []string {
	var allow []string
	for _, m := range r.methods {
		if m == method {
			continue
		}
		if l, _ := r.trees[m].find(p[1:], nil); l != nil {
			allow = append(allow, m)
		}
	}
	return allow
}
