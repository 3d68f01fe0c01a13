package tui

import (
	"errors"

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

// askReason asks why findings are to be passed over.
func (m *model) askReason(list []diag.Finding) {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return
	}
	m.ignoring = list
	what, about := list[0].Rule, "why this finding is passed over here"
	if len(list) > 1 {
		what, about = count(len(list), "finding"), "why these findings are passed over"
	}
	reason := field.Field{
		Name: ignoreKey + " " + what, Kind: field.Text,
		About: about + "; it may start with a last day, as in: until 2027-01-31: the reason",
	}
	m.open(form.New(m.theme, placeOf(m.draft, list[0]), reason, ""), small)
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

// ignore writes a reason beside each place that it is for.
func (m *model) ignore(reason string) tea.Cmd {
	err := putIgnores(m.draft, m.ignoring, reason)
	m.ignoring = nil
	if err == nil {
		m.findings.Unmark()
	}
	return m.changed(err)
}

// putIgnores has findings passed over, as one change.
func putIgnores(d *draft.Draft, list []diag.Finding, reason string) error {
	if len(list) == 1 {
		return putIgnore(d, placeOf(d, list[0]), list[0].Rule, reason)
	}
	return d.Group("ignore "+count(len(list), "finding"), "", func() error {
		for _, f := range list {
			// Of one rule several may be about one place, which takes one note.
			if err := putIgnore(d, placeOf(d, f), f.Rule, reason); err != nil && !errors.Is(err, draft.ErrNoChange) {
				return err
			}
		}
		return nil
	})
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
