package generate

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// ChangeKind is what a merge did with an endpoint.
type ChangeKind string

// The kinds of changes. Kept: it stays as the file has it, or stays deleted,
// though the documents would have it otherwise.
const (
	Added   ChangeKind = "added"
	Updated ChangeKind = "updated"
	Removed ChangeKind = "removed"
	Kept    ChangeKind = "kept"
)

// Change is what a merge did with one endpoint; the zero Endpoint is the
// configuration itself.
type Change struct {
	Kind     ChangeKind
	Endpoint diag.Endpoint
	// Fields are the names of those that changed.
	Fields []string
	Why    string
}

func (m *merge) change(c Change) { m.changes = append(m.changes, c) }

// changed names the fields in which two endpoints differ.
func changed(a, b *syntax.Node) []string {
	var names []string
	for _, m := range a.Members() {
		if !same(m.Value, b.Get(m.Name)) {
			names = append(names, m.Name)
		}
	}
	for _, m := range b.Members() {
		if a.Get(m.Name) == nil {
			names = append(names, m.Name)
		}
	}
	return names
}

// writeChanges writes changes for people, a line each, and a line of counts; it
// writes nothing for none.
func writeChanges(b *strings.Builder, changes []Change) {
	if len(changes) == 0 {
		return
	}
	counts := map[ChangeKind]int{}
	for _, c := range changes {
		counts[c.Kind]++
		what := c.Endpoint.String()
		if what == "" {
			what = "the configuration"
		}
		fmt.Fprintf(b, "%-8s  %s", c.Kind, what)
		if detail := c.detail(); detail != "" {
			b.WriteString(": " + detail)
		}
		b.WriteByte('\n')
	}
	var parts []string
	for _, kind := range []ChangeKind{Added, Updated, Removed, Kept} {
		if n := counts[kind]; n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, kind))
		}
	}
	fmt.Fprintf(b, "changes: %s\n", strings.Join(parts, ", "))
}

func (c Change) detail() string {
	if c.Why != "" {
		return c.Why
	}
	return strings.Join(c.Fields, ", ")
}

type jsonChange struct {
	Kind   ChangeKind `json:"kind"`
	Method string     `json:"method,omitempty"`
	Path   string     `json:"path,omitempty"`
	Fields []string   `json:"fields,omitempty"`
	Why    string     `json:"why,omitempty"`
}

func jsonChanges(changes []Change) []jsonChange {
	var list []jsonChange
	for _, c := range changes {
		list = append(list, jsonChange{c.Kind, c.Endpoint.Method, c.Endpoint.Path, c.Fields, c.Why})
	}
	return list
}
