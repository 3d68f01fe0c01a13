// Package routes is the editor's map of what the gateway serves: the paths as a
// tree with the calls behind each endpoint, or the hosts with the endpoints
// that call them.
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

// The events of the map.
type (
	// Open asks to go to an endpoint, or with a backend of 0 and above to that
	// backend of it.
	Open struct{ Endpoint, Backend int }
	// Write asks to write the map to a file.
	Write struct{}
	// Closed says that the reader is done.
	Closed struct{}
)

// Model is the map.
type Model struct {
	theme         *ui.Theme
	width, height int

	svc      *config.Service
	severity map[int]diag.Severity
	hosts    bool // the hosts instead of the paths
	rows     []row
	scroll   ui.Scroll
	filter   *ui.Input
	typing   bool // the filter
}

// row is one line; endpoint is -1 where it leads to none.
type row struct {
	text              string
	endpoint, backend int
	head              bool
}

// New returns the map of a configuration, with the findings about it.
func New(theme *ui.Theme, svc *config.Service, found []diag.Finding) *Model {
	m := &Model{theme: theme, svc: svc, severity: map[int]diag.Severity{}, filter: ui.NewInput("")}
	for _, f := range found {
		i := draft.EndpointOf(f.Pointer)
		m.severity[i] = max(m.severity[i], f.Severity)
	}
	for i := range m.severity {
		if i < 0 {
			delete(m.severity, i)
		}
	}
	m.build()
	return m
}

func (m *Model) build() {
	m.rows = nil
	if m.hosts {
		m.byHost()
	} else {
		m.byPath()
	}
	m.scroll = ui.Scroll{}
	m.resize()
}

func (m *Model) resize() {
	height := m.height - 2
	if m.filtering() {
		height--
	}
	m.scroll.Resize(len(m.rows), height)
}

func (m *Model) filtering() bool { return m.typing || m.filter.Text() != "" }

// endpoints are those that have all words of the filter in their method, path
// and what they call.
func (m *Model) endpoints() []*config.Endpoint {
	words := strings.Fields(strings.ToLower(m.filter.Text()))
	all := slices.Clone(m.svc.Endpoints())
	if len(words) == 0 {
		return all
	}
	return slices.DeleteFunc(all, func(e *config.Endpoint) bool {
		text := e.ID().String()
		for _, b := range e.Backends {
			if b != nil {
				text += " " + call(b) + " " + strings.Join(b.Hosts(), " ")
			}
		}
		text = strings.ToLower(text)
		return slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(text, w) })
	})
}

// byPath lists the endpoints under the segments of their paths.
func (m *Model) byPath() {
	sorted := m.endpoints()
	slices.SortStableFunc(sorted, func(a, b *config.Endpoint) int {
		return cmp.Or(slices.Compare(segments(a), segments(b)), cmp.Compare(a.HTTPMethod(), b.HTTPMethod()))
	})
	var above []string
	for _, e := range sorted {
		path := segments(e)
		same := 0
		for same < len(path) && same < len(above) && path[same] == above[same] {
			same++
		}
		for depth := same; depth < len(path); depth++ {
			m.rows = append(m.rows, row{text: strings.Repeat("  ", depth) + "/" + path[depth], endpoint: -1, head: true})
		}
		above = path
		m.calls(e, strings.Repeat("  ", len(path)))
	}
}

func segments(e *config.Endpoint) []string {
	return strings.Split(strings.Trim(e.Route(), "/"), "/")
}

// calls adds a row for every backend of an endpoint, the first with its method.
func (m *Model) calls(e *config.Endpoint, indent string) {
	head := indent + fmt.Sprintf("%-7s", e.HTTPMethod())
	if len(e.Backends) == 0 {
		m.rows = append(m.rows, row{text: head + " (no backend)", endpoint: e.Index, backend: -1})
	}
	for i, b := range e.Backends {
		text := "null"
		if b != nil {
			text = call(b)
		}
		if i > 0 {
			head = strings.Repeat(" ", len(head))
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

// byHost lists the hosts, each with the endpoints that call it.
func (m *Model) byHost() {
	callers := map[string][]row{}
	for _, e := range m.endpoints() {
		for i, b := range e.Backends {
			if b == nil {
				continue
			}
			hosts := b.Hosts()
			if len(hosts) == 0 {
				hosts = []string{"(no host)"}
			}
			for _, h := range slices.Compact(slices.Sorted(slices.Values(hosts))) {
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

// SetSize gives the map its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

// Typing reports true: only the map's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keyOpen  = ui.Binding{Name: "map.open", Keys: []string{"enter", "l", "right"}, Show: "enter", Short: "open", Long: "open the endpoint", Group: ui.GroupMove}
	keyView  = ui.Binding{Name: "map.view", Keys: []string{"v", "tab"}, Show: "v", Short: "paths or hosts", Long: "the paths, or the hosts with who calls them", Group: ui.GroupMore}
	keyWrite = ui.Binding{Name: "map.write", Keys: []string{"x"}, Show: "x", Short: "write", Long: "write the map to a file: SVG, DOT, Mermaid, JSON or text", Group: ui.GroupFile}
	keyFind  = ui.Binding{Name: "map.filter", Keys: []string{"/"}, Show: "/", Short: "filter", Long: "show only what has some words", Group: ui.GroupFind}
	keyKeep  = ui.Binding{Name: "map.filter-keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep the filter", Long: "keep the filter", Group: ui.GroupFind}
	keyClear = ui.Binding{Name: "map.filter-clear", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "clear it", Long: "clear the filter", Group: ui.GroupFind}
	keyClose = ui.Binding{Name: "map.close", Keys: []string{"esc", "q", "h", "left"}, Show: "esc", Short: "close", Long: "close the map", Group: ui.GroupMore}
)

// Bindings are all that the map's keys do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{keyOpen, keyFind, keyView, keyWrite, keyClose}, ui.Moves()...)
}

// Filtering are the bindings that work while the filter is typed.
func Filtering() []ui.Binding { return []ui.Binding{keyKeep, keyClear} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	if m.typing {
		return Filtering()
	}
	return Bindings()
}

// Update takes a key, a click or the wheel.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		top := 1
		if m.filtering() {
			top++
		}
		if at := m.scroll.Top + click.Y - top; click.Y >= top && at < len(m.rows) {
			m.scroll.To(at)
		}
		return nil
	}
	k, ok := msg.(ui.Key)
	if ok && m.typing {
		m.typed(k)
		return nil
	}
	if m.scroll.Move(msg) {
		return nil
	}
	switch {
	case !ok:
	case k.Name == "esc" && m.filter.Text() != "":
		m.narrow("")
	case keyFind.Has(k):
		m.typing = true
		m.resize()
	case keyClose.Has(k):
		return Closed{}
	case keyWrite.Has(k):
		return Write{}
	case keyView.Has(k):
		m.hosts = !m.hosts
		m.build()
	case keyOpen.Has(k) && m.scroll.Cursor < len(m.rows):
		// A segment leads to the first endpoint below it.
		for _, r := range m.rows[m.scroll.Cursor:] {
			if r.endpoint >= 0 {
				return Open{r.endpoint, r.backend}
			}
		}
	}
	return nil
}

// typed takes a key while the filter is typed.
func (m *Model) typed(k ui.Key) {
	switch {
	case keyKeep.Has(k):
		m.typing = false
		m.resize()
	case keyClear.Has(k):
		m.typing = false
		m.narrow("")
	case m.filter.Update(k):
		m.build()
	}
}

func (m *Model) narrow(text string) {
	m.filter.SetText(text)
	m.build()
}

// View draws the part of the map that is seen.
func (m *Model) View() []string {
	t := m.theme
	var lines []string
	if m.filtering() {
		text := t.Fit(ui.Clean(m.filter.Text()), m.width-4)
		if m.typing {
			text = m.filter.View(t, m.width-4)
		}
		lines = append(lines, t.Key.Render("/ ")+text)
	}
	from, to := m.scroll.Window()
	for i := from; i < to; i++ {
		r := m.rows[i]
		point, sign, style := " ", " ", ui.Style{}
		if i == m.scroll.Cursor {
			point = ">"
		}
		if s, ok := m.severity[r.endpoint]; ok && r.endpoint >= 0 {
			sign, style = ui.Sign(s), t.Severity(s)
		}
		text := t.Fit(point+ui.Clean(t.Private(r.text)), m.width-4)
		switch {
		case i == m.scroll.Cursor:
			lines = append(lines, t.Cursor.Render(text+" "+sign))
		case r.head:
			lines = append(lines, t.Title.Render(text)+"  ")
		default:
			lines = append(lines, text+" "+style.Render(sign))
		}
	}
	if len(m.rows) == 0 {
		text := " nothing is served yet"
		if m.filtering() {
			text = " nothing matches"
		}
		lines = append(lines, t.Dim.Render(text))
	}
	title := "Routes by path"
	if m.hosts {
		title = "Routes by host"
	}
	return t.Box(title, lines, m.width, m.height, true)
}
