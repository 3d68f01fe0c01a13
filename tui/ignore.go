package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
)

// ignoreKey is the key under which an object names rules whose findings about
// it are passed over, each with the reason.
const ignoreKey = "@lint-ignore"

// askReason asks why a finding is to be passed over.
func (m *model) askReason(f diag.Finding) {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return
	}
	m.ignoring = f.Rule
	reason := field.Field{
		Name: ignoreKey + " " + f.Rule, Kind: field.Text,
		About: "why this finding is passed over here; it may start with a last day, as in: until 2027-01-31: the reason",
	}
	m.open(form.New(m.theme, placeOf(m.draft, f), reason, ""), small)
}

// placeOf returns the innermost object that a finding is about.
func placeOf(d *draft.Draft, f diag.Finding) field.At {
	at, ok := endpointAt(d, draft.EndpointOf(f.Pointer))
	if !ok {
		return at
	}
	if i := draft.BackendOf(f.Pointer); i >= 0 && i < len(at.Endpoint.Backends) {
		at.Backend = at.Endpoint.Backends[i]
	}
	return at
}

// ignore writes a reason beside the place that it is for.
func (m *model) ignore(at field.At, rule, reason string) tea.Cmd {
	return m.changed(putIgnore(m.draft, at, rule, reason))
}

// putIgnore has the findings of a rule passed over at a place.
func putIgnore(d *draft.Draft, at field.At, rule, reason string) error {
	o := at.Object()
	pointer := o.Field(ignoreKey)
	json := config.Quote(reason)
	if n := o.Node.Get(ignoreKey); n != nil && n.Kind == syntax.Object {
		pointer = syntax.Join(pointer, rule)
	} else {
		json = "{" + config.Quote(rule) + ": " + json + "}"
	}
	edits, err := d.Doc().Set(pointer, json)
	if err != nil {
		return err
	}
	return d.Do("ignore "+rule, pointer, edits)
}
