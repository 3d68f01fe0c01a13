package tui

import (
	"fmt"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/journal"
)

// The answers to the question about an old journal.
type (
	restore     struct{ label, text string }
	showRestore struct {
		labels []string
		text   string
	}
	dropJournal struct{}
)

// failed is what keeps a command from doing something beside the editing.
type failed struct{ err error }

// keepJournal notes what is not saved and returns the command that writes it
// down. That it cannot be noted is told, and keeps nobody from editing.
func (m *model) keepJournal() tea.Cmd {
	if m.keeper == nil || m.draft.Locked() != "" || m.draft.Begun() || m.offer && !m.draft.Dirty() {
		return nil
	}
	write := m.keeper.Note(m.draft.Disk(), m.draft.Doc().Source.Text, m.draft.Labels())
	return func() tea.Msg {
		if err := write(); err != nil {
			return failed{err}
		}
		return nil
	}
}

func (m *model) dropJournal() {
	m.offer = false
	if m.keeper == nil {
		return
	}
	if err := m.keeper.Drop(); err != nil {
		m.warn(err.Error())
	}
}

// offerJournal asks what to do with the edits of an editor that was stopped.
func (m *model) offerJournal() {
	if m.opts.Journal == "" || m.draft.Locked() != "" {
		return
	}
	m.keeper = journal.NewKeeper(m.opts.Journal, m.opts.Path)
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
		ask.Answer{Key: "r", Label: "restore them", Value: restore{"restore unsaved edits", text}},
		ask.Answer{Key: "d", Label: "show them first", Value: showRestore{j.Labels, text}}, away), small)
}
