package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
)

// openForm opens the form for a field, with what the documents propose for it.
func (m *model) openForm(at field.At, f field.Field, where string) {
	// The values of a choice say themselves what they do.
	if m.opts.Describe != nil && f.Kind != field.Choice && f.Kind != field.Flag {
		if about := m.opts.Describe(at.Object().Field(f.Name)); about != "" {
			f.About = about
		}
	}
	dialog := form.New(m.theme, at, f, where, m.book.For(at, f)...)
	if where == "" {
		dialog.Among()
		if about, ok := m.findingAbout(at, f); ok {
			dialog.Concern(about)
		}
	}
	m.open(dialog, small)
}

// stepField does what the form of a field has asked for, and opens that of the next
// one. What was refused is told first.
func (m *model) stepField(s form.Step) tea.Cmd {
	past := len(m.draft.Past())
	cmd := m.event(s.Of)
	if len(m.overlays) > 0 || m.note.text != "" && len(m.draft.Past()) == past {
		return cmd
	}
	edit, ok := m.detail.Step(s.By)
	if !ok {
		return cmd
	}
	return tea.Batch(cmd, m.event(edit))
}

// findingAbout returns what lint says of a field at a place: of several findings
// the first with a fix.
func (m *model) findingAbout(at field.At, f field.Field) (about diag.Finding, ok bool) {
	o := at.Object()
	pointer := o.Field(f.Name)
	if mm := o.Member(f.Name); mm != nil {
		pointer = o.Field(mm.Name)
	}
	for _, found := range m.found {
		if found.Pointer != pointer && !strings.HasPrefix(found.Pointer, pointer+"/") {
			continue
		}
		if !ok || len(about.Fixes) == 0 && len(found.Fixes) > 0 {
			about, ok = found, true
		}
	}
	return about, ok
}
