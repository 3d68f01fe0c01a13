package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
)

// bulk is one change of several endpoints, or of all their backends.
type bulk struct{ indices []int }

// bulkField is the answer to what shall be changed.
type bulkField struct {
	level   fact.Level
	name    string
	indices []int
}

// askBulk asks which field of several endpoints shall be set.
func (m *model) askBulk(indices []int) {
	answer := func(key, label string, level fact.Level, name string) ask.Answer {
		return ask.Answer{Key: key, Label: label, Value: bulkField{level, name, indices}}
	}
	text := fmt.Sprintf("What shall be set in %s?", count(len(indices), "endpoint"))
	m.open(ask.New(m.theme, "Many at once", text,
		answer("t", "timeout", fact.Endpoint, "timeout"),
		answer("c", "cache_ttl", fact.Endpoint, "cache_ttl"),
		answer("o", "output_encoding", fact.Endpoint, "output_encoding"),
		answer("a", "input_headers", fact.Endpoint, "input_headers"),
		answer("m", "method", fact.Endpoint, "method"),
		answer("h", "host of all backends", fact.Backend, "host"),
		answer("e", "encoding of all backends", fact.Backend, "encoding"),
	), small)
}

// openBulk opens the form for the field, with what the first place holds.
func (m *model) openBulk(b bulkField) {
	at, ok := m.endpoint(b.indices[0])
	if !ok {
		return
	}
	where := count(len(b.indices), "endpoint")
	if b.level == fact.Backend {
		where = "all backends of " + where
		for _, backend := range at.Endpoint.Backends {
			if backend != nil && at.Backend == nil {
				at.Backend = backend
			}
		}
		if at.Backend == nil {
			m.warn("the first of the endpoints has no backend")
			return
		}
	}
	m.bulk = &bulk{b.indices}
	m.openForm(at, field.Find(b.level, b.name), where)
}

// objects are the places that a field of a level is set in.
func (b *bulk) objects(svc *config.Service, level fact.Level) []config.Object {
	var list []config.Object
	for _, i := range b.indices {
		if i >= svc.NumEndpoints() {
			continue
		}
		e := svc.Endpoint(i)
		if level == fact.Endpoint {
			list = append(list, e.Object)
			continue
		}
		for _, backend := range e.Backends {
			if backend != nil {
				list = append(list, backend.Object)
			}
		}
	}
	return list
}

func (m *model) keepAll(k form.Kept) tea.Cmd {
	objects := m.bulk.objects(m.draft.Doc().Service(), k.Field.Level)
	label := fmt.Sprintf("set %s in %s", k.Field.Name, count(len(m.bulk.indices), "endpoint"))
	json := ""
	if k.Field.Kind == field.List {
		json = draft.JSONList(k.Items)
	} else {
		json = k.Field.JSON(k.Text)
	}
	m.bulk = nil
	return m.changed(m.draft.SetAll(label, objects, k.Field.Name, json))
}

func (m *model) unsetAll(f field.Field) tea.Cmd {
	objects := m.bulk.objects(m.draft.Doc().Service(), f.Level)
	label := fmt.Sprintf("remove %s from %s", f.Name, count(len(m.bulk.indices), "endpoint"))
	m.bulk = nil
	return m.changed(m.draft.UnsetAll(label, objects, f.Name))
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
