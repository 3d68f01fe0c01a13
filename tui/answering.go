package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/ui"
)

// looks reports whether an answer only shows more of what is asked: the question
// stays open below.
func looks(value any) bool {
	switch value.(type) {
	case showTheirs, showRestore:
		return true
	}
	return false
}

// asking reports whether a question is on top.
func (m *model) asking() bool {
	if len(m.overlays) == 0 {
		return false
	}
	_, is := m.top().Component.(*ask.Model)
	return is
}

// answer does what was answered to a question or a diff.
func (m *model) answer(value any) tea.Cmd {
	switch v := value.(type) {
	case overwrite:
		return m.write(true)
	case elsewhere:
		m.notSaving()
		m.askFile(aCopy)
	case replaceFile:
		return func() tea.Msg { return m.writeFile(v.path, v.data) }
	case quitSave:
		if m.opts.refused != "" {
			return m.save(true)
		}
		m.saving.quit = true
		return m.write(false)
	case openSaved:
		if reason := m.opts.refused; reason != "" {
			m.warn(reason)
			return nil
		}
		m.saving.next = v.path
		return m.write(false)
	case openLost:
		return m.readOther(v.path, true)
	case quitLose:
		m.lost = true
		m.dropJournal()
		return tea.Quit
	case takeTheirs:
		return m.takeText(v.text, stampOf(m.opts.Path))
	case dropJournal:
		m.dropJournal()
	default:
		return m.answerDraft(value)
	}
	return nil
}

// answerDraft does what was answered about the draft.
func (m *model) answerDraft(value any) tea.Cmd {
	switch v := value.(type) {
	case merge:
		m.draft.Saved(v.theirs)
		m.saving.theirs = false
		return m.changed(m.draft.Replace("merge with the file on disk", v.both))
	case chooseSides:
		m.askSides(v.theirs)
	case restore:
		m.offer = false
		return m.changed(m.draft.Replace(v.label, v.text))
	case showTheirs:
		lines := diffview.Compare(m.draft.Doc().Source.Text, v.text)
		m.open(diffview.New(m.theme, "Draft against "+m.name(), "take theirs", nil, lines, takeTheirs(v)), large)
	case deleteMany:
		return m.deleteEndpoints(v.indices)
	case showRestore:
		m.open(diffview.New(m.theme, "Unsaved edits of "+m.name(), "restore", v.labels, diffview.Compare(m.draft.Disk(), v.text), restore{"restore unsaved edits", v.text}), large)
	case keepOne:
		return m.keepTheOne(v)
	case migrate:
		m.showMigration()
	case bulkField:
		m.openBulk(v)
	case replaceText:
		if m.intake.entries != nil {
			m.shut() // the review is done with
			m.intake.entries = nil
		}
		err := m.draft.Replace(v.label, v.text)
		if err == nil {
			m.draft.Annotate(v.command)
		}
		return m.changed(err)
	}
	return nil
}

// result takes over what a command has brought.
func (m *model) result(msg tea.Msg) tea.Cmd {
	switch r := msg.(type) {
	case about:
		if r.file == m.file {
			return m.result(r.msg)
		}
	case opened:
		return m.isOpened(r)
	case chordDue:
		return m.alone(r)
	case checkDue:
		if r.seq == m.check.seq {
			return tea.Batch(m.keepJournal(), m.runCheck())
		}
	case checked:
		m.take(r)
		return m.previewSoon()
	case previewDue:
		return m.runPreview(r)
	case previewed:
		m.isPreviewed(r)
	case failed:
		m.warn(r.err.Error())
	case committed:
		m.showCommitted(r)
	case occupied:
		m.askReplace(r)
	case wrote:
		m.say("wrote " + r.path)
	case saved:
		return m.isSaved(r)
	case saveFailed:
		m.notSaving()
		m.warn(r.err.Error())
	case clash:
		m.askClash(r)
	case reloaded:
		return m.isReloaded(r)
	case forced:
		if r.err == nil {
			return m.takeText(r.text, r.stamp)
		}
		return m.isReloaded(reloaded(r))
	case looked:
		return m.isLooked(r)
	case answered:
		m.isAnswered(r)
	case standing:
		return m.isStanding(r)
	case generated:
		m.isGenerated(r)
	case proposed:
		m.isProposed(r)
	case edited:
		return m.isEdited(r)
	}
	return nil
}

// run closes the help and presses the first key of a binding in its stead.
func (m *model) run(b ui.Binding) tea.Cmd {
	m.shut()
	if len(b.Keys) == 0 {
		return nil
	}
	return m.key(press(b))
}
