// Package detail is the editor's pane for what the list has chosen: the fields
// of an endpoint with its backends, or those of the service. It shows what the
// file has, dimmed what holds without it, and under a field what lint says of
// it. It asks for changes; it makes none.
package detail

import (
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the detail.
type (
	// Edit asks for a form to change a field.
	Edit struct {
		At    field.At
		Field field.Field
	}
	// Unset asks to take a field out of the file.
	Unset struct {
		At    field.At
		Field field.Field
	}
	// Toggle asks to turn a flag.
	Toggle struct {
		At    field.At
		Field field.Field
	}
	// AddExtension asks for a new extension of an object.
	AddExtension struct{ At field.At }
	// AddBackend asks for a new backend of the endpoint at an index.
	AddBackend struct {
		Endpoint *config.Endpoint
		Index    int
	}
	// DeleteBackend asks to delete a backend.
	DeleteBackend struct {
		Endpoint *config.Endpoint
		Index    int
	}
	// DuplicateBackend asks for a copy of a backend behind it.
	DuplicateBackend struct {
		Endpoint *config.Endpoint
		Index    int
	}
	// MoveBackend asks to put a backend at another index.
	MoveBackend struct {
		Endpoint *config.Endpoint
		From, To int
	}
	// Copy asks to copy the backend or endpoint that a pointer leads into.
	Copy struct{ Pointer string }
	// Paste asks for what was copied.
	Paste struct{}
	// AddEndpoint asks for a new endpoint behind the shown one.
	AddEndpoint struct{}
	// Back asks to leave the pane.
	Back struct{}
)

// Model is the pane.
type Model struct {
	theme         *ui.Theme
	width, height int
	focus         bool
	about         bool
	describe      func(pointer string) string

	svc   *config.Service
	index int
	found []diag.Finding
	all   bool // show also the fields that the file does not have

	rows    []row
	scroll  ui.Scroll
	preview []string
	failing bool // the preview is of an answer that is no good
}

type kind uint8

const (
	rowField kind = iota
	rowBackend
	rowAdd
	rowText
)

// row is one line. Pointer names it across changes of the document.
type row struct {
	kind    kind
	pointer string
	at      field.At
	field   field.Field
	value   field.Value
	backend int // index of the backend that the row belongs to, -1 for none
	text    string
	style   ui.Style
	found   []diag.Finding
}

// New returns an empty pane. Describe says what the value at a pointer is for,
// where the table of fields does not; it may be nil.
func New(theme *ui.Theme, describe func(pointer string) string) *Model {
	return &Model{theme: theme, describe: describe, index: -1, svc: config.Parse("krakend.json", []byte("{}")).Service()}
}

// Show shows an endpoint of a configuration by its index, or the service for
// an index below 0, with the findings of the whole file.
func (m *Model) Show(svc *config.Service, index int, found []diag.Finding) {
	pointer := m.Pointer()
	if index >= svc.NumEndpoints() {
		index = svc.NumEndpoints() - 1
	}
	other := index != m.index
	if other {
		m.preview = nil
	}
	m.svc, m.index = svc, index
	m.found = m.found[:0]
	for _, f := range found {
		if draft.EndpointOf(f.Pointer) == index {
			m.found = append(m.found, f)
		}
	}
	m.build()
	if other {
		m.scroll.Top = 0
		m.first()
		return
	}
	m.near(pointer)
}

// SetPreview shows below the fields, where there is room, what backends would
// answer and clients get of the endpoint, a line each, that of the client last;
// failing says that the client gets no good answer. Without lines it shows
// nothing.
func (m *Model) SetPreview(lines []string, failing bool) { m.preview, m.failing = lines, failing }

// Pointer returns the JSON pointer of what the cursor is on.
func (m *Model) Pointer() string {
	if m.scroll.Cursor >= len(m.rows) {
		return ""
	}
	return m.rows[m.scroll.Cursor].pointer
}

// At returns where the cursor is.
func (m *Model) At() field.At {
	if m.scroll.Cursor >= len(m.rows) {
		return field.At{Service: m.svc}
	}
	return m.rows[m.scroll.Cursor].at
}

// Select puts the cursor on the row of a pointer, else on the nearest field or
// backend that holds it. A field that is not shown comes in sight.
func (m *Model) Select(pointer string) {
	if m.near(pointer) {
		return
	}
	if !m.all {
		m.all = true
		m.build()
		if m.near(pointer) {
			return
		}
		m.all = false
		m.build()
		m.near(pointer)
	}
}

// near puts the cursor on the row of a pointer, else on the row that holds it
// most closely, else leaves it where it is. It reports whether it found the
// row of the pointer, or that of a field which holds it.
func (m *Model) near(pointer string) bool {
	best, length := -1, -1
	for i, r := range m.rows {
		if r.kind == rowText || pointer != r.pointer && !strings.HasPrefix(pointer, r.pointer+"/") {
			continue
		}
		if len(r.pointer) > length {
			best, length = i, len(r.pointer)
		}
	}
	if best < 0 {
		m.skip(1)
		return false
	}
	m.scroll.To(best)
	return m.rows[best].kind == rowField || m.rows[best].pointer == pointer
}

func (m *Model) on() bool {
	return m.scroll.Cursor < len(m.rows) && m.rows[m.scroll.Cursor].kind != rowText
}

func (m *Model) first() {
	m.scroll.To(0)
	m.skip(1)
}

// skip moves the cursor off rows that only tell something.
func (m *Model) skip(by int) {
	at := m.scroll.Cursor
	for i := at; i >= 0 && i < len(m.rows); i += by {
		if m.rows[i].kind != rowText {
			m.scroll.To(i)
			return
		}
	}
	for i := at; i >= 0 && i < len(m.rows); i -= by {
		if m.rows[i].kind != rowText {
			m.scroll.To(i)
			return
		}
	}
}

// endpoint returns the endpoint that is shown, nil for the service.
func (m *Model) endpoint() *config.Endpoint {
	if m.index < 0 || m.index >= m.svc.NumEndpoints() {
		return nil
	}
	return m.svc.Endpoint(m.index)
}

// SetSize gives the pane its room, frame included.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.resize()
}

func (m *Model) resize() {
	m.about = m.height >= 10
	height := m.height - 2
	if m.about {
		height -= 2
	}
	m.scroll.Resize(len(m.rows), height)
}

// SetFocus tells whether keys come here.
func (m *Model) SetFocus(on bool) { m.focus = on }

// Typing reports false: nothing is typed here.
func (m *Model) Typing() bool { return false }

// Title returns what the pane shows, in a few words.
func (m *Model) Title() string {
	if e := m.endpoint(); e != nil {
		return e.ID().String()
	}
	return "service"
}

// hint says what the field under the cursor is for.
func (m *Model) hint() string {
	if !m.on() {
		return ""
	}
	r := m.rows[m.scroll.Cursor]
	if len(r.found) > 0 {
		f := r.found[0]
		s := ui.Sign(f.Severity) + " " + f.Message
		if f.Hint != "" {
			s += "; " + f.Hint
		}
		return s
	}
	if r.kind == rowField {
		return r.field.Name + ": " + r.field.About
	}
	if r.kind == rowBackend && r.at.Backend != nil {
		return describe(r.at.Backend)
	}
	return ""
}
