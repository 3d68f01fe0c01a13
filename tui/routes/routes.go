// Package routes is the editor's map of what the gateway serves: the paths as a
// tree with the calls behind each endpoint, the endpoints as a table, or the hosts
// with the endpoints that call them. Endpoints whose routes clash stand on top.
package routes

import (
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
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
	clashes  []diag.Finding
	of       func(endpoint int, terms string) bool
	by       view
	folded   map[string]bool // segments of the tree, by their paths
	rows     []row
	hosts    string // who is called, and by how many endpoints
	scroll   ui.Scroll
	filter   *ui.Input
	typing   bool // the filter
}

// view is how the endpoints stand.
type view uint8

// The views.
const (
	asTree view = iota
	asTable
	byHost
	views
)

// String names the view as the title does.
func (v view) String() string { return [views]string{"by path", "as a table", "by host"}[v] }

// row is one line; endpoint is -1 where it leads to none.
type row struct {
	text              string
	endpoint, backend int
	head              bool
	path              string // of a segment of the tree
	hides             []int  // the endpoints below a segment that is folded
}

// New returns the map of a configuration, with the findings about it. Of reports
// whether the terms of a filter hold for an endpoint.
func New(theme *ui.Theme, svc *config.Service, found []diag.Finding, of func(endpoint int, terms string) bool) *Model {
	m := &Model{theme: theme, svc: svc, severity: map[int]diag.Severity{}, folded: map[string]bool{}, of: of, filter: ui.NewInput("")}
	for _, f := range found {
		i := draft.EndpointOf(f.Pointer)
		if i < 0 {
			continue
		}
		m.severity[i] = max(m.severity[i], f.Severity)
		if slices.Contains(clashing, f.Rule) {
			m.clashes = append(m.clashes, f)
		}
	}
	m.build()
	return m
}

func (m *Model) resize() {
	height := m.height - 2
	if m.filtering() {
		height--
	}
	if m.hosts != "" {
		height -= 2
	}
	m.scroll.Resize(len(m.rows), height)
}

func (m *Model) filtering() bool { return m.typing || m.filter.Text() != "" }

// SetSize gives the map its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

// Typing reports true: only the map's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keyOpen  = ui.Binding{Name: "map.open", Keys: []string{"enter", "l", "right"}, Show: "enter", Short: "open", Long: "open the endpoint", Group: ui.GroupMove}
	keyView  = ui.Binding{Name: "map.view", Keys: []string{"v", "tab"}, Show: "v", Short: "tree, table, hosts", Long: "the paths as a tree, all endpoints as a table, or the hosts with who calls them", Group: ui.GroupMore}
	keyFold  = ui.Binding{Name: "map.fold", Keys: []string{"space"}, Show: "space", Short: "fold", Long: "hide what is below a segment of the tree, or show it again", Group: ui.GroupFind}
	keyWrite = ui.Binding{Name: "map.write", Keys: []string{"x"}, Show: "x", Short: "write", Long: "write the map to a file: SVG, DOT, Mermaid, JSON or text", Group: ui.GroupFile}
	keyFind  = ui.Binding{Name: "map.filter", Keys: []string{"/"}, Show: "/", Short: "filter", Long: "narrow: words, is:error host:users enc:no-op m:get, ! for not", Group: ui.GroupFind}
	keyKeep  = ui.Binding{Name: "map.filter-keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep the filter", Long: "keep the filter", Group: ui.GroupFind}
	keyClear = ui.Binding{Name: "map.filter-clear", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "clear it", Long: "clear the filter", Group: ui.GroupFind}
	keyClose = ui.Binding{Name: "map.close", Keys: []string{"esc", "q", "h", "left"}, Show: "esc", Short: "close", Long: "close the map", Group: ui.GroupMore}
)

// Bindings are all that the map's keys do.
func Bindings() []ui.Binding {
	return append([]ui.Binding{keyOpen, keyFind, keyView, keyFold, keyWrite, keyClose}, ui.Moves()...)
}

// Filtering are the bindings that work while the filter is typed.
func Filtering() []ui.Binding { return []ui.Binding{keyKeep, keyClear} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	if m.typing {
		return Filtering()
	}
	return slices.DeleteFunc(Bindings(), func(b ui.Binding) bool { return b.Name == keyFold.Name && (m.by != asTree || m.filtering()) })
}

// Update takes a key, a click or the wheel.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		top := 1
		if m.filtering() {
			top++
		}
		if at := m.scroll.Top + click.Y - top; click.Y >= top && click.Y < top+m.scroll.Height && at < len(m.rows) {
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
		m.by = (m.by + 1) % views
		m.build()
	case keyFold.Has(k):
		m.fold()
	case keyOpen.Has(k) && m.scroll.Cursor < len(m.rows) && m.rows[m.scroll.Cursor].hides != nil:
		m.fold()
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

// worst is the gravest of the findings about the endpoint of a row, or about those
// that it hides.
func (m *Model) worst(r row) (worst diag.Severity, ok bool) {
	for _, i := range append(slices.Clone(r.hides), r.endpoint) {
		if s, found := m.severity[i]; found {
			worst, ok = max(worst, s), true
		}
	}
	return worst, ok
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
		if s, ok := m.worst(r); ok {
			sign, style = ui.Sign(s), t.Severity(s)
		}
		text := t.Fit(point+ui.Clean(t.Private(r.text)), m.width-4)
		switch {
		case i == m.scroll.Cursor:
			lines = append(lines, t.Cursor.Render(text+" "+sign))
		case r.head:
			lines = append(lines, t.Title.Render(text)+" "+style.Render(sign))
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
	if m.hosts != "" {
		for len(lines) < m.height-4 {
			lines = append(lines, "")
		}
		lines = append(lines, t.Dim.Render(t.Rule(m.width-2)), " "+t.Cut(ui.Clean(t.Private(m.hosts)), m.width-4))
	}
	return t.Box("Routes "+m.by.String(), lines, m.width, m.height, true)
}
