// Package graph draws a configuration: which routes call which backends at
// which hosts, and how many findings each has.
//
// The common call is
//
//	g := graph.New(doc.Service(), findings)
//	err := g.Write(os.Stdout, graph.Tree)
//
// It judges nothing itself: findings are handed in. The same configuration is
// always drawn alike.
package graph

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
)

// Format is how a graph is written.
type Format string

// The formats.
const (
	Tree    Format = "tree"
	DOT     Format = "dot"
	Mermaid Format = "mermaid"
	SVG     Format = "svg"
	JSON    Format = "json"
)

// Formats are all formats.
var Formats = []Format{Tree, DOT, Mermaid, SVG, JSON}

// Graph is what a gateway serves, and from where.
type Graph struct {
	Name   string  `json:"name"`
	Routes []Route `json:"routes"`
	// Hosts are all hosts, in the order in which routes come to them.
	Hosts []string `json:"hosts"`
	// Counts are the findings that belong to no route.
	Counts Counts `json:"findings"`
}

// Route is one endpoint.
type Route struct {
	Method   string    `json:"method"`
	Path     string    `json:"path"`
	Output   string    `json:"outputEncoding"`
	Backends []Backend `json:"backends"`
	Counts   Counts    `json:"findings"`
}

// Backend is one call of a route.
type Backend struct {
	Method   string   `json:"method"`
	Pattern  string   `json:"urlPattern"`
	Encoding string   `json:"encoding"`
	Hosts    []string `json:"hosts"`
	// Shadow says that the answer is dropped.
	Shadow bool `json:"shadow,omitempty"`
}

// Counts are numbers of findings.
type Counts struct {
	Errors   int `json:"errors"`
	Warnings int `json:"warnings"`
}

// add counts one finding; what is only worth knowing does not count.
func (c *Counts) add(s diag.Severity) {
	switch s {
	case diag.Error:
		c.Errors++
	case diag.Warning:
		c.Warnings++
	}
}

// String tells the counts in words, "" for none.
func (c Counts) String() string {
	var parts []string
	for _, p := range []struct {
		n    int
		word string
	}{{c.Errors, "error"}, {c.Warnings, "warning"}} {
		switch {
		case p.n == 1:
			parts = append(parts, "1 "+p.word)
		case p.n > 1:
			parts = append(parts, fmt.Sprintf("%d %ss", p.n, p.word))
		}
	}
	return strings.Join(parts, ", ")
}

// New makes the graph of a configuration with the findings about it.
func New(svc *config.Service, findings []diag.Finding) *Graph {
	g := &Graph{Name: cmp.Or(svc.Name.V, "gateway"), Routes: []Route{}, Hosts: []string{}}
	at := map[string]int{} // a route by the pointer of its endpoint
	for _, e := range svc.Endpoints() {
		if e == nil {
			continue
		}
		at[e.Pointer] = len(g.Routes)
		r := Route{Method: e.HTTPMethod(), Path: e.Route(), Output: shape.Output(e), Backends: []Backend{}}
		for _, b := range e.Backends {
			if b != nil {
				r.Backends = append(r.Backends, backendOf(b))
			}
		}
		g.Routes = append(g.Routes, r)
	}
	for _, r := range g.Routes {
		for _, b := range r.Backends {
			for _, h := range b.Hosts {
				if !slices.Contains(g.Hosts, h) {
					g.Hosts = append(g.Hosts, h)
				}
			}
		}
	}
	for _, f := range findings {
		if i, ok := routeOf(f.Pointer, at); ok {
			g.Routes[i].Counts.add(f.Severity)
		} else {
			g.Counts.add(f.Severity)
		}
	}
	return g
}

func backendOf(b *config.Backend) Backend {
	out := Backend{Method: b.HTTPMethod(), Pattern: b.URLPattern.V, Encoding: shape.Encoding(b).Name, Hosts: slices.Clone(b.Hosts())}
	if out.Hosts == nil {
		out.Hosts = []string{}
	}
	if shadow := b.Extra.Get("proxy").Get("shadow"); shadow != nil {
		out.Shadow = shadow.Text == "true"
	}
	return out
}

// routeOf finds the endpoint that a pointer leads into.
func routeOf(pointer string, at map[string]int) (int, bool) {
	for p := pointer; p != ""; p = p[:max(strings.LastIndexByte(p, '/'), 0)] {
		if i, ok := at[p]; ok {
			return i, true
		}
	}
	return 0, false
}

// Write writes the graph; the error is that of w, or an unknown format.
func (g *Graph) Write(w io.Writer, format Format) error {
	var text string
	switch format {
	case Tree:
		text = g.tree()
	case DOT:
		text = g.dot()
	case Mermaid:
		text = g.mermaid()
	case SVG:
		text = g.svg()
	case JSON:
		return g.json(w)
	default:
		return fmt.Errorf("unknown format %q", format)
	}
	_, err := io.WriteString(w, text)
	return err
}

// label is a route in words.
func (r *Route) label() string { return r.Method + " " + r.Path }

// label is a call in words: with how its answer is read where that says more
// than the usual.
func (b *Backend) label() string {
	s := b.Method + " " + b.Pattern
	if b.Encoding != "json" {
		s += " [" + b.Encoding + "]"
	}
	if b.Shadow {
		s += " [shadow]"
	}
	return s
}
