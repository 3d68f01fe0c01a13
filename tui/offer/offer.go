// Package offer knows what the documents of the backends suggest for a field of
// the configuration: the paths that a backend has, the fields of its answer,
// the query strings and headers that it reads. The forms propose it.
//
//	book := offer.New(services)
//	options := book.For(at, f)
//
// It proposes and forbids nothing: what contradicts a document is for lint to
// say.
package offer

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/field"
)

// Book is what the documents know. It is immutable.
type Book struct {
	services []*spec.Service
	index    *spec.Index
}

// New makes a book of services; without any it proposes only what the
// configuration itself has.
func New(services []*spec.Service) *Book {
	return &Book{services: services, index: spec.NewIndex(services)}
}

// For returns what may be meant for a field at a place, the likeliest first.
func (b *Book) For(at field.At, f field.Field) []field.Option {
	switch {
	case at.Extra:
		return nil
	case f.Name == "host":
		return b.hosts(at)
	case f.Level == fact.Endpoint && at.Endpoint != nil:
		return b.inputs(f.Name, at.Endpoint.Backends, nil)
	case f.Level != fact.Backend || at.Backend == nil:
		return nil
	}
	switch f.Name {
	case "url_pattern":
		return b.paths(at)
	case "input_query_strings", "input_headers":
		return b.inputs(f.Name, []*config.Backend{at.Backend}, at.Endpoint)
	case "target", "allow", "deny", "mapping":
		return b.names(at.Backend, f.Name)
	}
	return nil
}

// list collects options, each value once.
type list []field.Option

func (l *list) add(value, about string) {
	if value != "" && !slices.ContainsFunc(*l, func(o field.Option) bool { return o.Value == value }) {
		*l = append(*l, field.Option{Value: value, About: about})
	}
}

// hosts are those of the documents, then those that the file has.
func (b *Book) hosts(at field.At) []field.Option {
	var l list
	for _, s := range b.services {
		for _, h := range s.Hosts {
			if strings.Contains(h, "://") {
				l.add(h, s.Name)
			}
		}
		for _, server := range s.Servers {
			l.add(server.Origin, s.Name)
		}
	}
	if at.Service == nil {
		return l
	}
	used := map[string]int{}
	var order []string
	for _, e := range at.Service.Endpoints() {
		for _, backend := range e.Backends {
			if backend == nil {
				continue
			}
			for _, h := range backend.Host.V {
				if used[h]++; used[h] == 1 {
					order = append(order, h)
				}
			}
		}
	}
	slices.SortStableFunc(order, func(a, b string) int { return used[b] - used[a] })
	for _, h := range order {
		about := "used by 1 backend"
		if used[h] > 1 {
			about = fmt.Sprintf("used by %d backends", used[h])
		}
		l.add(h, about)
	}
	return l
}

// paths are those that the document of the backend's host has for the method.
func (b *Book) paths(at field.At) []field.Option {
	hosts := at.Backend.Hosts()
	if len(hosts) == 0 {
		return nil
	}
	method := at.Backend.HTTPMethod()
	var l list
	for _, s := range b.services {
		for _, op := range s.Operations {
			if op.Method != method {
				continue
			}
			for _, base := range bases(op) {
				path := strings.TrimSuffix(base, "/") + op.Path
				ops, _ := b.index.Match(hosts[0], method, path)
				if slices.Contains(ops, op) {
					l.add(renamed(path, at.Endpoint), about(op))
					break
				}
			}
		}
	}
	return l
}

// bases are the paths that may stand before that of an operation.
func bases(op *spec.Operation) []string {
	servers := op.Servers
	if len(servers) == 0 {
		servers = op.Service.Servers
	}
	var list []string
	for _, s := range servers {
		if !slices.Contains(list, s.BasePath) {
			list = append(list, s.BasePath)
		}
	}
	for _, h := range op.Service.Hosts {
		_, rest, _ := strings.Cut(h, "://")
		if _, path, ok := strings.Cut(rest, "/"); ok && !slices.Contains(list, "/"+path) {
			list = append(list, "/"+path)
		}
	}
	if !slices.Contains(list, "") {
		list = append(list, "")
	}
	return list
}

func about(op *spec.Operation) string {
	text := op.Summary
	if text == "" {
		text = op.ID
	}
	if op.Deprecated {
		text = strings.TrimSpace("deprecated  " + text)
	}
	return text
}

// renamed gives the parameters of a document's path the names that the endpoint
// has for them, where both have as many.
func renamed(path string, e *config.Endpoint) string {
	if e == nil {
		return path
	}
	names := params(e.Route())
	if len(names) == 0 || len(names) != len(params(path)) {
		return path
	}
	var out strings.Builder
	for _, name := range names {
		before, rest, _ := strings.Cut(path, "{")
		_, rest, _ = strings.Cut(rest, "}")
		out.WriteString(before + "{" + name + "}")
		path = rest
	}
	return out.String() + path
}

func params(path string) []string {
	var names []string
	for {
		_, rest, ok := strings.Cut(path, "{")
		if !ok {
			return names
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return names
		}
		names, path = append(names, name), after
	}
}

// operation returns what the backend's call reaches, nil where nothing or
// several things are known.
func (b *Book) operation(backend *config.Backend) *spec.Operation {
	if ops := b.Operations(backend); len(ops) == 1 {
		return ops[0]
	}
	return nil
}

// Operations returns what a backend's call may reach in the documents.
func (b *Book) Operations(backend *config.Backend) []*spec.Operation {
	hosts := backend.Hosts()
	if len(hosts) == 0 {
		return nil
	}
	ops, _ := b.index.Match(hosts[0], backend.HTTPMethod(), backend.URLPattern.V)
	return ops
}
