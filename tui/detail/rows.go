package detail

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

func (m *Model) build() {
	m.rows = m.rows[:0]
	at := field.At{Service: m.svc, Endpoint: m.endpoint()}
	m.fields(at, -1)
	if e := at.Endpoint; e != nil {
		m.backends(e)
	}
	m.resize()
}

// fields adds the rows of an object: the fields of the table, then what the
// file has beside them, as JSON.
func (m *Model) fields(at field.At, backend int) {
	o := at.Object()
	if o.Node == nil || o.Node.Kind != syntax.Object {
		m.text(ui.Style{}, o.Pointer, " this is no object")
		return
	}
	for _, f := range field.Of(at.Level()) {
		v := f.Read(o)
		if v.Set || f.Main || m.all {
			m.field(at, f, v, o, backend)
		}
	}
	for _, mm := range o.Node.Members() {
		switch strings.ToLower(mm.Name) {
		case "endpoints", "backend":
			if at.Backend == nil {
				continue
			}
		}
		if strings.EqualFold(mm.Name, field.ExtraConfig) && m.extensions(at, backend) {
			continue
		}
		if f := field.Find(at.Level(), mm.Name); f.Kind == field.Raw {
			m.field(at, f, f.Read(o), o, backend)
		}
	}
}

// extensions adds a row for each extension of an object, and reports whether
// there are any.
func (m *Model) extensions(at field.At, backend int) bool {
	at.Extra = true
	o := at.Object()
	if o.Node == nil || o.Node.Kind != syntax.Object || len(o.Node.Members()) == 0 {
		return false
	}
	for _, mm := range o.Node.Members() {
		f := field.Extension(at.Level(), mm.Name)
		m.field(at, f, f.Read(o), o, backend)
	}
	return true
}

func (m *Model) field(at field.At, f field.Field, v field.Value, o config.Object, backend int) {
	name := f.Name
	if mm := o.Member(name); mm != nil {
		name = mm.Name
	}
	if f.Kind == field.Raw && m.describe != nil {
		if about := m.describe(o.Field(name)); about != "" {
			f.About = about
		}
	}
	r := row{kind: rowField, pointer: o.Field(name), at: at, field: f, value: v, backend: backend}
	for _, d := range m.found {
		if d.Pointer == r.pointer || strings.HasPrefix(d.Pointer, r.pointer+"/") {
			r.found = append(r.found, d)
		}
	}
	m.rows = append(m.rows, r)
	for _, d := range r.found {
		m.message(d)
	}
}

// message adds what lint says under the row before.
func (m *Model) message(d diag.Finding) {
	m.text(m.theme.Severity(d.Severity), d.Pointer, "   "+ui.Sign(d.Severity)+" "+ui.Clean(m.theme.Private(d.Message)))
}

func (m *Model) text(style ui.Style, pointer, s string) {
	m.rows = append(m.rows, row{kind: rowText, pointer: pointer, text: s, style: style, backend: -1})
}

func (m *Model) backends(e *config.Endpoint) {
	head := "Backend"
	if n := len(e.Backends); n != 1 {
		how := "merged"
		if p := e.Extra.Get("proxy"); p != nil && p.Get("sequential") != nil && p.Get("sequential").Text == "true" {
			how = "one after the other"
		}
		head = fmt.Sprintf("Backends (%d, %s)", n, how)
		if n == 0 {
			head = "Backends (none)"
		}
	}
	m.text(m.theme.Title, "", m.theme.Rule(1)+" "+head)
	for i, b := range e.Backends {
		p := syntax.Index(e.Field(backendKey(e)), i)
		at := field.At{Service: m.svc, Endpoint: e, Backend: b}
		if b == nil {
			m.rows = append(m.rows, row{kind: rowBackend, pointer: p, at: field.At{Service: m.svc, Endpoint: e}, backend: i, text: "null"})
			continue
		}
		r := row{kind: rowBackend, pointer: p, at: at, backend: i, text: b.HTTPMethod() + " " + b.ID()}
		m.rows = append(m.rows, r)
		for _, d := range m.found {
			if d.Pointer == p {
				m.message(d)
			}
		}
		m.fields(at, i)
	}
	m.rows = append(m.rows, row{kind: rowAdd, pointer: e.Field(backendKey(e)), at: field.At{Service: m.svc, Endpoint: e}, backend: -1, text: "+ add backend [" + m.theme.KeyOf(keyAdd) + "]"})
}

func backendKey(e *config.Endpoint) string {
	if mm := e.Member("backend"); mm != nil {
		return mm.Name
	}
	return "backend"
}
