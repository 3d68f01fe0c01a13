package tui

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/detail"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/repair"
)

// changed shows the draft after a change, or says why there was none.
func (m *model) changed(err error) tea.Cmd {
	switch {
	case errors.Is(err, draft.ErrNoChange):
		return nil
	case err != nil:
		m.warn(err.Error())
		return nil
	}
	past := m.draft.Past()
	m.say(past[len(past)-1].Label + "; " + m.theme.KeyOf(keyUndo) + " takes it back")
	return m.refresh()
}

// goTo puts the cursors on what a pointer leads to.
func (m *model) goTo(pointer string) {
	m.list.Select(draft.EndpointOf(pointer))
	m.show()
	m.detail.Select(pointer)
}

// keep puts the value of a form into the draft.
func (m *model) keep(k form.Kept) tea.Cmd {
	switch {
	case m.ignoring != nil:
		return m.ignore(k.Text)
	case m.adding != nil:
		after := *m.adding
		m.adding = nil
		return m.addEndpoint(after, k.Text)
	case m.extending != nil:
		m.extending = nil
		return m.extend(k.At, k.Text)
	case m.bulk != nil:
		return m.keepAll(k)
	case m.intake.asking != "":
		return m.answerImport(k.Text)
	case m.clip.asking:
		m.clip.asking = false
		return m.pasteText(k.Text)
	}
	o := k.At.Object()
	var err error
	switch k.Field.Kind {
	case field.List:
		err = m.draft.SetList(o, k.Field.Name, k.Items)
	case field.Table:
		err = m.draft.SetTable(o, k.Field.Name, k.Pairs)
	case field.Raw:
		text := k.Text
		if mm := o.Member(k.Field.Name); mm != nil && strings.Contains(mm.Value.Span.Text(), "\n") {
			text = laidOut(text)
		}
		err = m.draft.Set(o, k.Field.Name, text)
	default:
		err = m.draft.Set(o, k.Field.Name, k.Field.JSON(k.Text))
	}
	cmd := m.changed(err)
	if err == nil {
		m.detail.Select(o.Field(k.Field.Name))
	}
	return cmd
}

// extend adds an extension to the object at a place, empty at first, and asks
// what it shall hold.
func (m *model) extend(at field.At, namespace string) tea.Cmd {
	err := putExtension(m.draft, at, namespace, "{}")
	cmd := m.changed(err)
	if err != nil {
		return cmd
	}
	past := m.draft.Past()
	pointer := past[len(past)-1].Pointer
	if !strings.HasSuffix(pointer, "/"+syntax.EscapeToken(namespace)) {
		pointer = syntax.Join(pointer, namespace)
	}
	m.detail.Select(pointer)
	if at := m.detail.At(); at.Extra {
		f := field.Extension(at.Level(), namespace)
		if m.opts.Describe != nil {
			if about := m.opts.Describe(pointer); about != "" {
				f.About = about
			}
		}
		m.open(form.New(m.theme, at, f, ""), small)
	}
	return cmd
}

// putExtension gives the object at a place an extension.
func putExtension(d *draft.Draft, at field.At, namespace, json string) error {
	o := at.Object()
	at.Extra = true
	if extra := at.Object(); extra.Node != nil && extra.Node.Kind == syntax.Object {
		return d.Set(extra, namespace, json)
	}
	return d.Set(o, field.ExtraConfig, "{\n  "+config.Quote(namespace)+": "+strings.ReplaceAll(json, "\n", "\n  ")+"\n}")
}

func (m *model) unset(at field.At, f field.Field) tea.Cmd {
	return m.changed(m.draft.Unset(at.Object(), f.Name))
}

// toggle turns a flag: on, or out of the file.
func (m *model) toggle(e detail.Toggle) tea.Cmd {
	if v := e.Field.Read(e.At.Object()); v.Set && v.Text == "true" {
		return m.unset(e.At, e.Field)
	}
	return m.changed(m.draft.Set(e.At.Object(), e.Field.Name, "true"))
}

// undo takes the last change back, and shows where it was.
func (m *model) undo() tea.Cmd {
	return m.step("took back: ", "there is nothing to take back", m.draft.Undo)
}

// redo does the last change again that was taken back.
func (m *model) redo() tea.Cmd {
	return m.step("did again: ", "there is nothing to do again", m.draft.Redo)
}

func (m *model) step(did, none string, step func() (draft.Change, bool)) tea.Cmd {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return nil
	}
	c, ok := step()
	if !ok {
		m.say(none)
		return nil
	}
	cmd := m.refresh()
	if c.Pointer != "" {
		m.goTo(c.Pointer)
	}
	m.say(did + c.Label)
	return cmd
}

// askEndpoint asks for the path of a new endpoint, to be put behind the one at an
// index.
func (m *model) askEndpoint(after int) {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return
	}
	m.adding = &after
	f := field.Find(fact.Endpoint, "endpoint")
	m.open(form.New(m.theme, field.At{Service: m.draft.Doc().Service()}, f, "a new endpoint"), small)
}

// addEndpoint puts a new endpoint behind the one at an index.
func (m *model) addEndpoint(after int, path string) tea.Cmd {
	svc := m.draft.Doc().Service()
	index := after + 1
	if after < 0 {
		index = svc.NumEndpoints()
	}
	err := m.draft.Insert("new endpoint", svc.Object, "endpoints", index, newEndpoint(svc, after, path))
	cmd := m.changed(err)
	if err != nil {
		return cmd
	}
	m.list.Select(index)
	m.show()
	m.setFocus(paneDetail)
	if at, ok := m.endpoint(index); ok {
		m.detail.Select(at.Endpoint.Field("method"))
	}
	return cmd
}

// newEndpoint returns the JSON of an endpoint with a path and one backend.
func newEndpoint(svc *config.Service, after int, path string) string {
	return "{\n  \"endpoint\": " + config.Quote(path) + ",\n  \"method\": \"GET\",\n  \"backend\": [\n    " +
		indent(newBackend(svc, after, path), "    ") + "\n  ]\n}"
}

// newBackend returns the JSON of a backend of an endpoint, or of one behind it,
// that is called with a path.
func newBackend(svc *config.Service, endpoint int, path string) string {
	backend := map[string]any{"url_pattern": path}
	if host := usualHost(svc, endpoint); host != "" {
		backend["host"] = []string{host}
	}
	return config.Format(backend)
}

// setLine gives a line of the text another content.
func (m *model) setLine(e repair.SetLine) tea.Cmd {
	old, from := m.draft.Doc().Source.Line(e.Line)
	edit := syntax.Edit{Start: from, End: from + len(old), Text: e.Text}
	return m.changed(m.draft.Do(fmt.Sprintf("edit line %d", e.Line), "", []syntax.Edit{edit}))
}

// endpoint returns the place of an endpoint of the draft.
func (m *model) endpoint(index int) (at field.At, ok bool) { return endpointAt(m.draft, index) }

func endpointAt(d *draft.Draft, index int) (at field.At, ok bool) {
	svc := d.Doc().Service()
	if index < 0 || index >= svc.NumEndpoints() {
		return field.At{Service: svc}, false
	}
	return field.At{Service: svc, Endpoint: svc.Endpoint(index)}, true
}

// usualHost returns the host that a new backend starts with: none where the
// service has one, else that of the endpoint at an index, of the nearest one
// before it that names one, or of the last of the file.
func usualHost(svc *config.Service, endpoint int) string {
	if len(svc.Host.V) > 0 {
		return ""
	}
	all := svc.Endpoints()
	near := all[:max(0, min(endpoint+1, len(all)))]
	for _, part := range [][]*config.Endpoint{near, all} {
		for _, e := range slices.Backward(part) {
			for _, b := range slices.Backward(e.Backends) {
				if b != nil && len(b.Host.V) > 0 {
					return b.Host.V[0]
				}
			}
		}
	}
	return "http://localhost:8000"
}

// deleteMany is the answer that deletes several endpoints.
type deleteMany struct{ indices []int }

// askDelete asks before several endpoints are deleted: marks may be out of sight.
func (m *model) askDelete(indices []int) {
	what := count(len(indices), "endpoint")
	m.open(ask.New(m.theme, "Delete", "Delete "+what+"? "+m.theme.KeyOf(keyUndo)+" takes it back.",
		ask.Answer{Key: "d", Label: "delete " + what, Value: deleteMany{indices}}), small)
}

func (m *model) deleteEndpoints(indices []int) tea.Cmd {
	svc := m.draft.Doc().Service()
	var pointers []string
	label := fmt.Sprintf("delete %d endpoints", len(indices))
	for _, i := range indices {
		if i >= svc.NumEndpoints() {
			continue
		}
		pointers = append(pointers, svc.Endpoint(i).Pointer)
		if len(indices) == 1 {
			label = "delete " + svc.Endpoint(i).ID().String()
		}
	}
	at := m.list.Index()
	for _, i := range indices {
		if i < m.list.Index() {
			at--
		}
	}
	err := m.draft.Remove(label, pointers...)
	if err == nil {
		m.list.Unmark()
	}
	cmd := m.changed(err)
	if err == nil {
		m.list.Select(min(at, m.draft.Doc().Service().NumEndpoints()-1))
		m.show()
	}
	return cmd
}

// endpointsPointer is the place of the list of endpoints as the file spells it.
func (m *model) endpointsPointer() string { return listOf(m.draft.Doc().Service()) }

func listOf(svc *config.Service) string {
	if mm := svc.Member("endpoints"); mm != nil {
		return svc.Field(mm.Name)
	}
	return svc.Field("endpoints")
}

func (m *model) duplicateEndpoint(index int) tea.Cmd {
	err := m.draft.Duplicate("duplicate an endpoint", m.endpointsPointer(), index)
	return m.andSelect(index+1, err)
}

func (m *model) moveEndpoint(from, to int) tea.Cmd {
	err := m.draft.Move("move an endpoint", m.endpointsPointer(), from, to)
	return m.andSelect(to, err)
}

func (m *model) andSelect(index int, err error) tea.Cmd {
	cmd := m.changed(err)
	// Of two that are alike one can stand in the other's place, unseen.
	if err == nil || errors.Is(err, draft.ErrNoChange) {
		m.list.Select(index)
		m.show()
	}
	return cmd
}

// backends returns the place of an endpoint's list of backends.
func backends(e *config.Endpoint) string {
	if mm := e.Member("backend"); mm != nil {
		return e.Field(mm.Name)
	}
	return e.Field("backend")
}

func (m *model) addBackend(e *config.Endpoint, index int) tea.Cmd {
	json := newBackend(m.draft.Doc().Service(), e.Index, e.Route())
	return m.andGoTo(e, index, m.draft.Insert("new backend", e.Object, "backend", index, json))
}

func (m *model) deleteBackend(e *config.Endpoint, index int) tea.Cmd {
	return m.changed(m.draft.Remove("delete a backend", syntax.Index(backends(e), index)))
}

func (m *model) duplicateBackend(e *config.Endpoint, index int) tea.Cmd {
	return m.andGoTo(e, index+1, m.draft.Duplicate("duplicate a backend", backends(e), index))
}

func (m *model) moveBackend(e *config.Endpoint, from, to int) tea.Cmd {
	return m.andGoTo(e, to, m.draft.Move("move a backend", backends(e), from, to))
}

func (m *model) andGoTo(e *config.Endpoint, backend int, err error) tea.Cmd {
	cmd := m.changed(err)
	if err == nil {
		m.detail.Select(syntax.Index(backends(e), backend))
	}
	return cmd
}
