package routes

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

// clashing are the rules about routes that keep each other from being served.
var clashing = []string{diag.EndpointDuplicate, diag.EndpointConflict}

func (m *Model) build() {
	m.rows, m.hosts = nil, ""
	endpoints := m.endpoints()
	m.clashRows(endpoints)
	switch m.by {
	case asTree:
		m.tree(slices.Clone(endpoints))
	case asTable:
		m.table(endpoints)
	case byHost:
		m.callers(endpoints)
	}
	if m.by != byHost {
		m.hosts = called(endpoints)
	}
	m.scroll = ui.Scroll{}
	m.resize()
}

// clashRows lists the endpoints whose routes clash.
func (m *Model) clashRows(endpoints []*config.Endpoint) {
	first := len(m.rows)
	for _, f := range m.clashes {
		i := draft.EndpointOf(f.Pointer)
		if slices.ContainsFunc(endpoints, func(e *config.Endpoint) bool { return e.Index == i }) {
			m.rows = append(m.rows, row{text: "  " + f.Endpoint.String() + ": " + f.Message, endpoint: i, backend: -1})
		}
	}
	if n := len(m.rows) - first; n > 0 {
		m.rows = slices.Insert(m.rows, first, row{text: fmt.Sprintf("routes that clash (%d)", n), endpoint: -1, head: true})
	}
}

// table lists the endpoints as the file has them, a line for each backend.
func (m *Model) table(endpoints []*config.Endpoint) {
	wide := 0
	for _, e := range endpoints {
		wide = max(wide, ui.Width(ui.Clean(e.Route())))
	}
	wide = min(wide, 48)
	for _, e := range endpoints {
		m.calls(e, fmt.Sprintf("%-7s %s", e.HTTPMethod(), m.theme.Fit(m.theme.CutMiddle(ui.Clean(e.Route()), wide), wide)))
	}
}

// hostsOf are the hosts of a backend, each once.
func hostsOf(b *config.Backend) []string {
	hosts := b.Hosts()
	if len(hosts) == 0 {
		return []string{"(no host)"}
	}
	return slices.Compact(slices.Sorted(slices.Values(hosts)))
}

// called are the hosts with the number of endpoints that call each, the most
// called first.
func called(endpoints []*config.Endpoint) string {
	count := map[string]int{}
	for _, e := range endpoints {
		own := map[string]bool{}
		for _, b := range e.Backends {
			if b == nil {
				continue
			}
			for _, h := range hostsOf(b) {
				if !own[h] {
					own[h] = true
					count[h]++
				}
			}
		}
	}
	names := make([]string, 0, len(count))
	for h := range count {
		names = append(names, h)
	}
	slices.SortFunc(names, func(a, b string) int { return cmp.Or(cmp.Compare(count[b], count[a]), strings.Compare(a, b)) })
	var parts []string
	for _, h := range names {
		parts = append(parts, fmt.Sprintf("%s x%d", strings.TrimPrefix(h, "http://"), count[h]))
	}
	if len(parts) == 0 {
		return ""
	}
	return "hosts  " + strings.Join(parts, "  ")
}

// endpoints are those that the filter lets through.
func (m *Model) endpoints() []*config.Endpoint {
	terms := m.filter.Text()
	all := slices.Clone(m.svc.Endpoints())
	if strings.TrimSpace(terms) == "" {
		return all
	}
	return slices.DeleteFunc(all, func(e *config.Endpoint) bool { return !m.of(e.Index, terms) })
}

// tree lists the endpoints under the segments of their paths; below a folded one
// only how many there are. A filter shows all that it lets through.
func (m *Model) tree(sorted []*config.Endpoint) {
	slices.SortStableFunc(sorted, func(a, b *config.Endpoint) int {
		return cmp.Or(slices.Compare(segments(a), segments(b)), cmp.Compare(a.HTTPMethod(), b.HTTPMethod()))
	})
	within := map[string][]int{} // endpoints at and below a path
	for _, e := range sorted {
		path := segments(e)
		for depth := range path {
			at := strings.Join(path[:depth+1], "/")
			within[at] = append(within[at], e.Index)
		}
	}
	var above []string
	for _, e := range sorted {
		path, hidden := segments(e), false
		same := 0
		for same < len(path) && same < len(above) && path[same] == above[same] {
			same++
		}
		for depth := range path {
			at := strings.Join(path[:depth+1], "/")
			folded := m.folded[at] && !m.filtering()
			if !hidden && depth >= same {
				r := row{text: strings.Repeat("  ", depth) + "/" + path[depth], endpoint: -1, head: true, path: at}
				if folded {
					r.text += fmt.Sprintf(" (%d)", len(within[at]))
					r.hides = within[at]
				}
				m.rows = append(m.rows, r)
			}
			hidden = hidden || folded
		}
		above = path
		if !hidden {
			m.calls(e, strings.Repeat("  ", len(path))+fmt.Sprintf("%-7s", e.HTTPMethod()))
		}
	}
}

// fold hides what is below the segment under the cursor, or shows it again.
func (m *Model) fold() {
	if m.scroll.Cursor >= len(m.rows) || m.filtering() {
		return
	}
	path := m.rows[m.scroll.Cursor].path
	if path == "" {
		return
	}
	m.folded[path] = !m.folded[path]
	m.build()
	m.scroll.To(slices.IndexFunc(m.rows, func(r row) bool { return r.path == path }))
}

func segments(e *config.Endpoint) []string {
	return strings.Split(strings.Trim(e.Route(), "/"), "/")
}

// calls adds a row for every backend of an endpoint, the first behind what says
// which endpoint it is.
func (m *Model) calls(e *config.Endpoint, head string) {
	if len(e.Backends) == 0 {
		m.rows = append(m.rows, row{text: head + " (no backend)", endpoint: e.Index, backend: -1})
	}
	for i, b := range e.Backends {
		text := "null"
		if b != nil {
			text = call(b)
		}
		if i > 0 {
			head = strings.Repeat(" ", ui.Width(head))
		}
		arrow := " -> "
		if len(e.Backends) > 1 && sequential(e) {
			arrow = fmt.Sprintf(" %d> ", i+1)
		}
		m.rows = append(m.rows, row{text: head + arrow + text, endpoint: e.Index, backend: i})
	}
}

// sequential reports whether the backends are called one after the other.
func sequential(e *config.Endpoint) bool {
	n := e.Extra.Get("proxy").Get("sequential")
	return n != nil && n.Kind == syntax.Bool && n.Text == "true"
}

// call writes a backend in a line: what is called, how its answer is read and
// where it goes.
func call(b *config.Backend) string {
	text := b.HTTPMethod() + " " + strings.TrimPrefix(b.ID(), "http://") + "  " + shape.Encoding(b).Name
	if sure, _ := shape.Collects(b); sure {
		text += " []"
	}
	if b.Group.V != "" {
		text += " in " + b.Group.V
	}
	return text
}

// callers lists the hosts, each with the endpoints that call it.
func (m *Model) callers(endpoints []*config.Endpoint) {
	callers := map[string][]row{}
	for _, e := range endpoints {
		for i, b := range e.Backends {
			if b == nil {
				continue
			}
			for _, h := range hostsOf(b) {
				text := fmt.Sprintf("  %-7s %s -> %s %s", e.HTTPMethod(), e.Route(), b.HTTPMethod(), b.URLPattern.V)
				callers[h] = append(callers[h], row{text: text, endpoint: e.Index, backend: i})
			}
		}
	}
	var names []string
	for h := range callers {
		names = append(names, h)
	}
	slices.Sort(names)
	for _, h := range names {
		m.rows = append(m.rows, row{text: fmt.Sprintf("%s (%d)", h, len(callers[h])), endpoint: -1, head: true})
		m.rows = append(m.rows, callers[h]...)
	}
}
