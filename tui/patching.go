package tui

import (
	"strconv"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/secret"
)

// barPatch shows what the draft changes in the file as a JSON patch, or writes it
// to another file.
func (m *model) barPatch(file string) tea.Cmd {
	if file != "" {
		return m.writeOther(aPatch, file)
	}
	operations, err := m.draft.Patch()
	switch {
	case err != nil:
		m.warn(err.Error())
		return nil
	case len(operations) == 0 && m.draft.Dirty():
		m.say("the draft differs from the file in nothing that matters to JSON")
		return nil
	case len(operations) == 0:
		m.say("the draft is what the file holds")
		return nil
	}
	text, masks := []page.Line{}, false
	for _, o := range operations {
		l := page.Line{Text: o.JSON(), Masked: masked(o).JSON()}
		masks = masks || l.Text != l.Masked
		text = append(text, l)
	}
	if masks {
		text = append(text, page.Line{}, page.Line{Text: "what is copied or written has the secrets as they are", Style: m.theme.Dim})
	}
	p := page.New(m.theme, "Patch of "+m.name()+": "+count(len(operations), "operation"), text)
	p.CopyAs(draft.PatchJSON(operations))
	m.open(p, large)
	return nil
}

// masked is an operation without the secrets in its value.
func masked(o draft.Operation) draft.Operation {
	path := o.Path
	for _, err := strconv.Atoi(lastKey(path)); err == nil && path != ""; _, err = strconv.Atoi(lastKey(path)) {
		path = path[:strings.LastIndexByte(path, '/')] // elements have the name of their list
	}
	key := config.Quote(lastKey(path)) + ": "
	o.Value = strings.TrimPrefix(secret.Line(key+o.Value), key)
	return o
}

// patch says what differs from the file as a JSON patch, or writes it to another
// file.
func (p *plain) patch(file string) error {
	if file != "" {
		return p.writeOther(aPatch, file)
	}
	operations, err := p.draft.Patch()
	if err != nil {
		return err
	}
	if len(operations) == 0 {
		p.say("Nothing differs that matters to JSON.")
	}
	for _, o := range operations {
		if !p.reveal {
			o = masked(o)
		}
		p.say("%s", o.JSON())
	}
	return nil
}
