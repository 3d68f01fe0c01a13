package graph

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
)

func (g *Graph) json(w io.Writer) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(g)
}

// tree is for terminals: routes with their calls below.
func (g *Graph) tree() string {
	var b strings.Builder
	b.WriteString(printable(g.Name) + counted(g.Counts) + "\n")
	for i := range g.Routes {
		r := &g.Routes[i]
		branch, below := "├── ", "│   "
		if i == len(g.Routes)-1 {
			branch, below = "└── ", "    "
		}
		output := ""
		if r.Output != "json" {
			output = " [" + r.Output + "]"
		}
		b.WriteString(branch + printable(r.label()+output) + counted(r.Counts) + "\n")
		for j := range r.Backends {
			twig := "├── "
			if j == len(r.Backends)-1 {
				twig = "└── "
			}
			call := &r.Backends[j]
			b.WriteString(below + twig + printable(call.label()+" at "+hosts(call.Hosts)) + "\n")
		}
	}
	return b.String()
}

func hosts(list []string) string {
	if len(list) == 0 {
		return "no host"
	}
	return strings.Join(list, ", ")
}

func counted(c Counts) string {
	if s := c.String(); s != "" {
		return " (" + s + ")"
	}
	return ""
}

// printable leaves out what would steer a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r >= 0x7F && r < 0xA0 {
			return '?'
		}
		return r
	}, s)
}

// edge is a line from a node to another.
type edge struct{ from, to string }

// node is a box: its id, what it says, and whether something is wrong with it.
type node struct {
	id, label string
	counts    Counts
}

// layers are the nodes from left to right, and the lines between them.
func (g *Graph) layers() (routes, calls, servers []node, edges []edge) {
	for i := range g.Routes {
		r := &g.Routes[i]
		id := fmt.Sprintf("r%d", i+1)
		routes = append(routes, node{id, r.label(), r.Counts})
		for j := range r.Backends {
			call := &r.Backends[j]
			callID := fmt.Sprintf("%sb%d", id, j+1)
			calls = append(calls, node{id: callID, label: call.label()})
			edges = append(edges, edge{id, callID})
			for _, h := range call.Hosts {
				edges = append(edges, edge{callID, fmt.Sprintf("h%d", slices.Index(g.Hosts, h)+1)})
			}
		}
	}
	for i, h := range g.Hosts {
		servers = append(servers, node{id: fmt.Sprintf("h%d", i+1), label: h})
	}
	return routes, calls, servers, edges
}

// dot is for Graphviz.
func (g *Graph) dot() string {
	routes, calls, servers, edges := g.layers()
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %s {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n", quoted(g.Name))
	for _, n := range routes {
		fmt.Fprintf(&b, "  %s [label=%s%s];\n", n.id, quoted(n.label+counted(n.counts)), dotColour(n.counts))
	}
	for _, n := range calls {
		fmt.Fprintf(&b, "  %s [label=%s, style=rounded];\n", n.id, quoted(n.label))
	}
	for _, n := range servers {
		fmt.Fprintf(&b, "  %s [label=%s, shape=ellipse];\n", n.id, quoted(n.label))
	}
	for _, e := range edges {
		fmt.Fprintf(&b, "  %s -> %s;\n", e.from, e.to)
	}
	b.WriteString("}\n")
	return b.String()
}

func dotColour(c Counts) string {
	switch {
	case c.Errors > 0:
		return ", color=\"#c62828\""
	case c.Warnings > 0:
		return ", color=\"#ef6c00\""
	}
	return ""
}

func quoted(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(printable(s)) + `"`
}

// mermaid is for Markdown.
func (g *Graph) mermaid() string {
	routes, calls, servers, edges := g.layers()
	var b strings.Builder
	b.WriteString("flowchart LR\n")
	for _, n := range routes {
		fmt.Fprintf(&b, "  %s[%s]\n", n.id, entities(n.label+counted(n.counts)))
	}
	for _, n := range calls {
		fmt.Fprintf(&b, "  %s(%s)\n", n.id, entities(n.label))
	}
	for _, n := range servers {
		fmt.Fprintf(&b, "  %s([%s])\n", n.id, entities(n.label))
	}
	for _, e := range edges {
		fmt.Fprintf(&b, "  %s --> %s\n", e.from, e.to)
	}
	for _, class := range []struct {
		name, style string
		has         func(Counts) bool
	}{
		{"error", "stroke:#c62828", func(c Counts) bool { return c.Errors > 0 }},
		{"warning", "stroke:#ef6c00", func(c Counts) bool { return c.Errors == 0 && c.Warnings > 0 }},
	} {
		var ids []string
		for _, n := range routes {
			if class.has(n.counts) {
				ids = append(ids, n.id)
			}
		}
		if len(ids) > 0 {
			fmt.Fprintf(&b, "  classDef %s %s\n  class %s %s\n", class.name, class.style, strings.Join(ids, ","), class.name)
		}
	}
	return b.String()
}

// entities quotes a text for Mermaid, which knows no escapes but entities.
func entities(s string) string {
	return `"` + strings.NewReplacer("#", "#35;", `"`, "#quot;", "<", "#lt;", ">", "#gt;", "`", "#96;").Replace(printable(s)) + `"`
}
