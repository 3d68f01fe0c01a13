package spec

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
)

// Index finds the operations that backend calls reach. It is immutable and
// safe for concurrent use.
type Index struct {
	bases []base
}

// base is a service under one of its base paths, and the hosts at which it is
// there; without hosts it may be anywhere.
type base struct {
	service *Service
	path    string
	hosts   []string
	root    *branch
}

// branch is a node of a tree of path segments.
type branch struct {
	static map[string]*branch
	mixed  []mixed // segments of text and parameters, such as {id}:cancel
	param  *branch
	ops    map[string]*Operation
}

type mixed struct {
	shape string
	to    *branch
}

// NewIndex makes an index of services. A service is looked for at its Hosts
// and at the origins of its servers; one that has neither answers for every
// host that no other service has. Operations with a fault are left out.
func NewIndex(services []*Service) *Index {
	x := &Index{}
	for _, svc := range services {
		x.add(svc)
	}
	return x
}

func (x *Index) add(svc *Service) {
	groups := map[string]*base{}
	var order []string
	at := func(path, host string) {
		b := groups[path]
		if b == nil {
			b = &base{service: svc, path: path, root: &branch{}}
			groups[path] = b
			order = append(order, path)
		}
		if host = normalHost(host); host != "" && !slices.Contains(b.hosts, host) {
			b.hosts = append(b.hosts, host)
		}
	}
	declared := []string{}
	for _, s := range svc.Servers {
		at(s.BasePath, s.Origin)
		if !slices.Contains(declared, s.BasePath) {
			declared = append(declared, s.BasePath)
		}
	}
	if len(declared) == 0 {
		declared = []string{""}
	}
	for _, h := range svc.Hosts {
		if !strings.ContainsAny(h, ":/[") {
			h = anyPort(h)
		}
		if _, path := splitHost(h); path != "" {
			at(path, h)
			continue
		}
		for _, path := range declared {
			at(path, h)
		}
	}
	if len(order) == 0 {
		at("", "")
	}
	for _, path := range order {
		b := groups[path]
		for _, op := range svc.Operations {
			if op.Fault == nil && len(op.Servers) == 0 {
				b.root.add(op)
			}
		}
		x.bases = append(x.bases, *b)
	}
	x.own(svc)
}

// own adds the operations that have servers of their own.
func (x *Index) own(svc *Service) {
	groups := map[[2]string]*base{}
	var order []*base
	for _, op := range svc.Operations {
		if op.Fault != nil {
			continue
		}
		for _, s := range op.Servers {
			key := [2]string{s.BasePath, normalHost(s.Origin)}
			b := groups[key]
			if b == nil {
				b = &base{service: svc, path: s.BasePath, root: &branch{}}
				if key[1] != "" {
					b.hosts = []string{key[1]}
				}
				groups[key] = b
				order = append(order, b)
			}
			b.root.add(op)
		}
	}
	for _, b := range order {
		x.bases = append(x.bases, *b)
	}
}

func (b *branch) add(op *Operation) {
	for _, segment := range splitPath(op.Route()) {
		b = b.next(segment)
	}
	if b.ops == nil {
		b.ops = map[string]*Operation{}
	}
	if b.ops[op.Method] == nil {
		b.ops[op.Method] = op
	}
}

func (b *branch) next(segment string) *branch {
	shape := shapeOf(segment)
	switch {
	case shape == "{}":
		if b.param == nil {
			b.param = &branch{}
		}
		return b.param
	case strings.Contains(shape, "{}"):
		for _, m := range b.mixed {
			if m.shape == shape {
				return m.to
			}
		}
		b.mixed = append(b.mixed, mixed{shape, &branch{}})
		return b.mixed[len(b.mixed)-1].to
	}
	if b.static == nil {
		b.static = map[string]*branch{}
	}
	if b.static[shape] == nil {
		b.static[shape] = &branch{}
	}
	return b.static[shape]
}

// Match returns the operations that a call of urlPattern at host reaches:
// usually one, none where no document knows it, several where more than one
// document answers equally well. Parameters of urlPattern, such as {id} and
// {{.Id}}, stand for any parameter of a document; literal segments are found
// as such first, and as the value of a parameter otherwise. The query string
// does not matter. why says what there is instead, or between whom it is
// ambiguous; it is empty for exactly one operation.
func (x *Index) Match(host, method, urlPattern string) (ops []*Operation, why string) {
	origin, prefix := splitHost(host)
	origin = normalHost(origin)
	bases := x.basesAt(origin)
	if len(bases) == 0 {
		return nil, "no document describes the host " + host
	}
	path, _, _ := strings.Cut(urlPattern, "?")
	path = prefix + "/" + strings.TrimPrefix(path, "/")
	method = strings.ToUpper(method)
	m := &matcher{}
	for _, b := range bases {
		if rest, ok := below(b.path, path); ok {
			m.step(b.root, splitPath(rest), "")
		}
	}
	if len(m.found) == 0 {
		return nil, fmt.Sprintf("no operation has the path %s", path) + beside(bases, path)
	}
	for _, l := range m.found {
		if op := l.branch.ops[method]; op != nil && !slices.Contains(ops, op) && (len(ops) == 0 || l.cost == m.best(method)) {
			ops = append(ops, op)
		}
	}
	switch {
	case len(ops) == 0:
		return nil, fmt.Sprintf("path %s is declared for %s only", path, strings.Join(m.methods(), ", "))
	case len(ops) > 1:
		places := make([]string, len(ops))
		for i, op := range ops {
			places[i] = op.Place()
		}
		return ops, "it may be any of " + strings.Join(places, ", ")
	}
	return ops, ""
}

// beside says that a path is declared below a base path that the call lacks.
func beside(bases []base, path string) string {
	for _, b := range bases {
		if b.path == "" {
			continue
		}
		m := &matcher{}
		if m.step(b.root, splitPath(path), ""); len(m.found) > 0 {
			return fmt.Sprintf(", but below the base path %[1]s there is %[1]s%[2]s", b.path, path)
		}
	}
	return ""
}

// Knows reports whether a document describes the host.
func (x *Index) Knows(host string) bool {
	origin, _ := splitHost(host)
	return len(x.basesAt(normalHost(origin))) > 0
}

// basesAt returns the bases of a host: those that name it, else those that
// name none.
func (x *Index) basesAt(origin string) []base {
	var named, anywhere []base
	for _, b := range x.bases {
		switch {
		case slices.Contains(b.hosts, origin), slices.Contains(b.hosts, anyPort(origin)):
			named = append(named, b)
		case len(b.hosts) == 0:
			anywhere = append(anywhere, b)
		}
	}
	if len(named) > 0 {
		return named
	}
	return anywhere
}

// matcher walks a tree with the segments of a call. The cost of a leaf tells
// how well it fits: a digit a segment, 0 for the same text, 1 for text with
// parameters, 2 for a parameter, so that the first segments weigh most.
type matcher struct {
	found []leaf
}

type leaf struct {
	branch *branch
	cost   string
}

// maxLeaves bounds what an odd path can match.
const maxLeaves = 64

func (m *matcher) step(b *branch, segments []string, cost string) {
	if len(m.found) >= maxLeaves {
		return
	}
	if len(segments) == 0 {
		if b.ops != nil {
			m.found = append(m.found, leaf{b, cost})
			slices.SortStableFunc(m.found, func(a, b leaf) int { return strings.Compare(a.cost, b.cost) })
		}
		return
	}
	shape := shapeOf(segments[0])
	if shape == "{}" {
		if b.param != nil {
			m.step(b.param, segments[1:], cost+"2")
		}
		return
	}
	if to := b.static[shape]; to != nil {
		m.step(to, segments[1:], cost+"0")
	}
	for _, x := range b.mixed {
		if x.shape == shape || fits(x.shape, shape) {
			m.step(x.to, segments[1:], cost+"1")
		}
	}
	if b.param != nil && shape != "" {
		m.step(b.param, segments[1:], cost+"2")
	}
}

// best is the lowest cost of a leaf that has the method.
func (m *matcher) best(method string) string {
	for _, l := range m.found {
		if l.branch.ops[method] != nil {
			return l.cost
		}
	}
	return ""
}

func (m *matcher) methods() []string {
	var list []string
	for _, l := range m.found {
		for method := range l.branch.ops {
			if !slices.Contains(list, method) {
				list = append(list, method)
			}
		}
	}
	slices.Sort(list)
	return list
}

// shapeOf writes a segment with {} for every parameter, and without escapes.
func shapeOf(segment string) string {
	if !strings.Contains(segment, "{") {
		if strings.Contains(segment, "%") {
			if s, err := url.PathUnescape(segment); err == nil {
				return s
			}
		}
		return segment
	}
	var b strings.Builder
	depth := 0
	for i := 0; i < len(segment); i++ {
		switch c := segment[i]; {
		case c == '{':
			depth++
		case c == '}' && depth > 0:
			if depth--; depth == 0 {
				b.WriteString("{}")
			}
		case depth == 0:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// fits reports whether text can be a shape with values in place of each {}.
func fits(shape, text string) bool {
	parts := strings.Split(shape, "{}")
	if !strings.HasPrefix(text, parts[0]) {
		return false
	}
	text = text[len(parts[0]):]
	for i, part := range parts[1:] {
		if i == len(parts)-2 {
			return len(text) > len(part) && strings.HasSuffix(text, part)
		}
		if text == "" {
			return false
		}
		at := strings.Index(text[1:], part)
		if at < 0 {
			return false
		}
		text = text[1+at+len(part):]
	}
	return text == ""
}

// splitPath returns the segments of a path; a trailing slash is an empty one.
func splitPath(path string) []string {
	path = strings.TrimPrefix(path, "/")
	if path == "" {
		return nil
	}
	return strings.Split(path, "/")
}

// below takes a base path from the front of a path.
func below(base, path string) (rest string, ok bool) {
	rest, ok = strings.CutPrefix(path, base)
	return rest, ok && (rest == "" || strings.HasPrefix(rest, "/") || strings.HasSuffix(base, "/"))
}

// splitHost splits a host as configurations write it into origin and path.
func splitHost(host string) (origin, path string) {
	scheme, rest, ok := strings.Cut(host, "://")
	if !ok {
		scheme, rest = "http", host
	}
	name, path, _ := strings.Cut(rest, "/")
	if path = strings.Trim(path, "/"); path != "" {
		path = "/" + path
	}
	return scheme + "://" + name, path
}

// anyPort is how a host is noted that the user names without scheme and port:
// it stands for every port.
func anyPort(host string) string {
	name, _, _ := strings.Cut(host, ":")
	return name + ":*"
}

// normalHost is a host in small letters without scheme, path and default port:
// a gateway may well call by http what its document offers by https.
func normalHost(host string) string {
	if host == "" {
		return ""
	}
	origin, _ := splitHost(host)
	scheme, name, _ := strings.Cut(strings.ToLower(origin), "://")
	if scheme == "http" {
		return strings.TrimSuffix(name, ":80")
	}
	return strings.TrimSuffix(name, ":443")
}
