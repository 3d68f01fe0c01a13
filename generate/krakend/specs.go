package krakend

import (
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/generate/convert"
	"github.com/gatewright/gatewright/spec"
)

// operations are those of the backend's document that a route may reach.
func (w *writer) operations(r *convert.Route) []*spec.Operation {
	if len(r.Calls) != 1 || r.Merged || len(w.opts.Services) == 0 {
		return nil
	}
	svc := w.document(r)
	if svc == nil {
		return nil
	}
	return svc.Operations
}

// document is the document of the backend that a route calls: by the name of
// its service, by its hosts, or the only one that there is.
func (w *writer) document(r *convert.Route) *spec.Service {
	call := r.Calls[0]
	for _, svc := range w.opts.Services {
		if strings.EqualFold(svc.Name, r.Service) || call.Discovery != nil && strings.EqualFold(svc.Name, call.Discovery.Name) {
			return svc
		}
	}
	for _, svc := range w.opts.Services {
		hosts := slices.Clone(svc.Hosts)
		for _, s := range svc.Servers {
			hosts = append(hosts, s.Origin)
		}
		for _, h := range hosts {
			if h != "" && slices.ContainsFunc(call.Hosts, func(own string) bool { return bareHost(own) == bareHost(h) }) {
				return svc
			}
		}
	}
	if len(w.opts.Services) == 1 && len(w.opts.Services[0].Hosts) == 0 {
		return w.opts.Services[0]
	}
	return nil
}

func bareHost(origin string) string {
	_, host, found := strings.Cut(origin, "://")
	if !found {
		host = origin
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimSuffix(host, "/"), ":80"))
}

// byDocument makes a candidate for every operation that the route reaches.
func (w *writer) byDocument(r *convert.Route, methods, patterns []string, ops []*spec.Operation) []*candidate {
	var list []*candidate
	for _, op := range ops {
		if op.Fault != nil || !slices.Contains(methods, op.Method) {
			continue
		}
		base := ""
		if len(op.Service.Servers) > 0 {
			base = op.Service.Servers[0].BasePath
		}
		full := convert.JoinPath(base, op.Path)
		path, pattern, ok := reach(r, patterns[0], full)
		if !ok {
			if path, pattern, ok = reach(r, patterns[0], op.Path); !ok {
				continue
			}
		}
		c := &candidate{route: r, method: op.Method, path: path, patterns: []string{pattern}, op: op, expanded: r.Tail != ""}
		if endpointPath(path) {
			list = append(list, c)
		}
	}
	if len(list) > 0 && r.Tail != "" {
		w.lose(r, convert.Changed, "catch-all", r.Place,
			"a catch-all becomes the operations of the backend's document, other paths are not passed on", "").Action = convert.Expanded
	}
	return list
}

func endpointPath(path string) bool {
	for _, segment := range strings.Split(path[1:], "/") {
		if !wholeParam.MatchString(segment) && badPath.MatchString(segment) {
			return false
		}
	}
	return true
}

// reach answers by which path clients reach an operation of the backend through
// a route, and with which pattern.
func reach(r *convert.Route, pattern, operation string) (path, url string, ok bool) {
	if r.Tail == "" {
		return r.Path, pattern, outline(operation) == outline(strings.SplitN(pattern, "?", 2)[0])
	}
	head, _, found := strings.Cut(pattern, "{"+r.Tail+"}")
	if !found || strings.Contains(head, "{") {
		return "", "", false
	}
	rest, ok := strings.CutPrefix(operation, head)
	if !ok {
		if operation != strings.TrimSuffix(head, "/") {
			return "", "", false
		}
		rest = ""
	}
	path, url = convert.ExpandTo(r.Path, pattern, r.Tail, rest)
	// A name that the path has twice would lose one of its values.
	names := convert.Params(path)
	for i, n := range names {
		if slices.Contains(names[:i], n) {
			return "", "", false
		}
	}
	return path, url, true
}

// inputs are the headers and query strings that an operation declares, with
// those that the route's protection needs.
func inputs(op *spec.Operation, r *convert.Route) (headers, queries []string) {
	add := func(list *[]string, name string) {
		if !slices.ContainsFunc(*list, func(n string) bool { return strings.EqualFold(n, name) }) {
			*list = append(*list, name)
		}
	}
	for _, p := range op.Params {
		switch p.In {
		case spec.InQuery:
			add(&queries, p.Name)
		case spec.InHeader:
			add(&headers, p.Name)
		case spec.InCookie:
			add(&headers, "Cookie")
		}
	}
	if op.Body != nil {
		add(&headers, "Content-Type")
	}
	for _, alternative := range op.Security.Alternatives {
		for _, req := range alternative {
			switch {
			case req.In == spec.InQuery:
				add(&queries, req.Name)
			case req.In == spec.InCookie:
				add(&headers, "Cookie")
			case req.In == spec.InHeader && req.Name != "":
				add(&headers, req.Name)
			default:
				add(&headers, "Authorization")
			}
		}
	}
	if r.Auth != nil {
		for _, p := range r.Auth.Propagate {
			add(&headers, p[1])
		}
	}
	return headers, queries
}

// otlp splits the address of a collector of traces.
func otlp(address string) (host string, port int) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return "", 0
	}
	port = 4318
	if _, p, err := net.SplitHostPort(u.Host); err == nil {
		if n, err := strconv.Atoi(p); err == nil {
			port = n
		}
	}
	return u.Hostname(), port
}
