package tui

import (
	"fmt"
	"time"

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
	n, are, fit := fmt.Sprintf("%d edits", len(j.Labels)), "were", "they no longer fit"
	if len(j.Labels) == 1 {
		n, are, fit = "an edit ("+j.Labels[0]+")", "was", "it no longer fits"
	}
	when := ago(m.now().Sub(j.Written))
	m.offer = true
	away := ask.Answer{Key: "x", Label: "throw away", Value: dropJournal{}}
	text, err := j.Restore(m.draft.Disk())
	if err != nil {
		m.open(ask.New(m.theme, "Unsaved edits found",
			fmt.Sprintf("an editor was stopped %s with %s of %s that %s not saved, but %v: %s. %s.", when, n, m.name(), are, err, fit, j.Ended), away), small)
		return
	}
	m.open(ask.New(m.theme, "Unsaved edits found",
		fmt.Sprintf("an editor was stopped %s with %s of %s that %s not saved. %s. The file is as it was then.", when, n, m.name(), are, j.Ended),
		ask.Answer{Key: "r", Label: "restore them", Value: restore{"restore unsaved edits", text}},
		ask.Answer{Key: "d", Label: "show them first", Value: showRestore{j.Labels, text}}, away), small)
}

// between is a time that a file tells, which another machine may have written with
// another clock: never before the one or behind the other time.
func between(told, from, to time.Time) time.Time {
	switch {
	case told.After(to):
		return to
	case told.Before(from):
		return from
	}
	return told
}

// sinceChanged says how long ago another program has changed the file.
func (m *model) sinceChanged() string { return moments(m.now().Sub(m.saving.changed)) }

// moments is ago for what may have happened just now.
func moments(d time.Duration) string {
	switch {
	case d < 2*time.Second:
		return "just now"
	case d < 2*time.Minute:
		return fmt.Sprintf("%d s ago", int(d/time.Second))
	}
	return ago(d)
}

// ago says how long ago something was, in the largest unit that it fills.
func ago(d time.Duration) string {
	switch {
	case d < 2*time.Minute:
		return "a moment ago"
	case d < 2*time.Hour:
		return count(int(d/time.Minute), "minute") + " ago"
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour") + " ago"
	}
	return count(int(d/(24*time.Hour)), "day") + " ago"
}
