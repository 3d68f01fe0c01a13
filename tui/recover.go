package tui

import (
	"fmt"

	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/journal"
)

// The answers to the question about an old journal.
type (
	restore     struct{ label, text string }
	dropJournal struct{}
)

// keepJournal notes what is not saved. That it cannot be noted is told, and
// keeps nobody from editing.
func (m *model) keepJournal() {
	if m.opts.Journal == "" || m.draft.Locked() != "" || m.offer && !m.draft.Dirty() {
		return
	}
	var labels []string
	for _, c := range m.draft.Past() {
		labels = append(labels, c.Label)
	}
	if err := journal.Write(m.opts.Journal, m.opts.Path, m.draft.Disk(), m.draft.Doc().Source.Text, labels); err != nil {
		m.warn(err.Error())
	}
}

func (m *model) dropJournal() {
	m.offer = false
	if m.opts.Journal == "" {
		return
	}
	if err := journal.Remove(m.opts.Journal, m.opts.Path); err != nil {
		m.warn(err.Error())
	}
}

// offerJournal asks what to do with the edits of an editor that was stopped.
func (m *model) offerJournal() {
	if m.opts.Journal == "" || m.draft.Locked() != "" {
		return
	}
	j, err := journal.Read(m.opts.Journal, m.opts.Path)
	if err != nil {
		m.warn(err.Error())
	}
	if j == nil {
		return
	}
	n := fmt.Sprintf("%d edits", len(j.Labels))
	if len(j.Labels) == 1 {
		n = "an edit (" + j.Labels[0] + ")"
	}
	m.offer = true
	away := ask.Answer{Key: "x", Label: "throw away", Value: dropJournal{}}
	text, err := j.Restore(m.draft.Disk())
	if err != nil {
		m.open(ask.New(m.theme, "Unsaved edits found",
			fmt.Sprintf("an editor was stopped with %s of %s that were not saved, but %v: they no longer fit.", n, m.name(), err), away), small)
		return
	}
	m.open(ask.New(m.theme, "Unsaved edits found",
		fmt.Sprintf("an editor was stopped with %s of %s that were not saved. The file is as it was then.", n, m.name()),
		ask.Answer{Key: "r", Label: "restore them", Value: restore{"restore unsaved edits", text}}, away), small)
}
