package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ask"
	sides "github.com/gatewright/gatewright/tui/clash"
	"github.com/gatewright/gatewright/tui/command"
	"github.com/gatewright/gatewright/tui/detail"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/findings"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/help"
	"github.com/gatewright/gatewright/tui/intake"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/repair"
	"github.com/gatewright/gatewright/tui/routes"
	"github.com/gatewright/gatewright/tui/try"
	"github.com/gatewright/gatewright/tui/ui"
)

// event does what a component has asked for.
func (m *model) event(event any) tea.Cmd {
	switch e := event.(type) {
	case nil:
		return nil
	case list.Selected:
		m.show()
		return m.previewSoon()
	case list.Copy:
		if !e.Cut {
			return m.copyEndpoints(e.Indices)
		}
		if m.draft.Locked() == "" {
			return m.cutEndpoints(e.Indices)
		}
		m.warn(m.draft.Locked())
		return nil
	case detail.Copy:
		return m.copyAt(e.Pointer)
	case list.Opened:
		m.show()
		m.setFocus(paneDetail)
		return nil
	case findings.Back, detail.Back:
		m.setFocus(paneList)
		return nil
	case findings.Jump:
		m.jump(e.Finding)
		return nil
	case findings.Explain:
		m.explain(e.Finding)
		return nil
	case findings.Ignore:
		m.askReason(e.Findings)
		return nil
	case findings.Fix:
		return m.fix(e.Finding, e.Fix)
	case findings.FixMany:
		m.offerMarked(e.Findings)
		return nil
	case findings.Mend:
		m.mend(e.Finding)
		return nil
	case findings.FixAll:
		m.offerFixes()
		return nil
	}
	return m.screenEvent(event)
}

// screenEvent does what a screen over the panes has asked for.
func (m *model) screenEvent(event any) tea.Cmd {
	switch e := event.(type) {
	case routes.Open:
		m.shut()
		m.openRoute(e)
		return nil
	case routes.Write:
		m.askFile(aMap)
		return nil
	case try.Send:
		return m.send(e.Request, e.From)
	case try.Copy:
		return m.copyText(e.Request.Curl(try.Base(m.draft.Doc().Service())), "copied the request as curl", "")
	case try.Save:
		m.trial.kept = e
		m.askFile(aRequest)
		return nil
	case help.Run:
		return m.run(e.Binding)
	case command.Run:
		m.shut()
		return m.runLine(e.Line)
	}
	return m.dialogEvent(event)
}

// dialogEvent does what the end of a dialog asks for.
func (m *model) dialogEvent(event any) tea.Cmd {
	if what := m.writing; what != nothing {
		switch e := event.(type) {
		case form.Kept:
			m.writing = nothing
			m.shut()
			return m.writeOther(what, e.Text)
		case form.Unset: // no name was typed
			m.writing = nothing
			m.shut()
			return nil
		}
	}
	if e, ok := event.(form.Kept); ok && m.otherSide {
		m.shut()
		m.takeOther(e.Text)
		return nil
	}
	switch e := event.(type) {
	case page.Closed, help.Closed, command.Closed, routes.Closed, form.Cancelled:
		m.shut()
		m.bulk, m.ignoring, m.extending, m.clip.asking, m.intake.asking, m.writing, m.otherSide, m.adding = nil, nil, nil, false, "", nothing, false, nil
		return nil
	case sides.Type:
		m.askOther(e.Place)
		return nil
	case sides.Picked:
		return m.mergeSides(e.Value.(picking), e.Picks)
	case ask.Cancelled, diffview.Cancelled, sides.Cancelled:
		m.shut()
		m.notSaving()
		return nil
	case diffview.Elsewhere:
		m.shut()
		m.notSaving()
		m.askFile(aCopy)
		return nil
	case diffview.Edit:
		m.shut()
		m.notSaving()
		return m.editText()
	case ask.Answered:
		m.shut()
		return m.answer(e.Value)
	case diffview.Accepted:
		m.shut()
		if _, ok := e.Value.(saveNow); ok {
			m.saving.backup = e.Backup
			return m.saveWithout(e.Left)
		}
		return m.answer(e.Value)
	case intake.Closed:
		m.shut()
		m.intake.entries = nil
		return nil
	case intake.Prefix:
		m.ask(askPrefix, "a path before those of all endpoints, such as /v1; empty for none")
		return nil
	case intake.AskPath:
		m.askPath(e.Item)
		return nil
	case intake.Accepted:
		m.offerImport(e.Choices)
		return nil
	case try.Closed:
		m.shut()
		m.stopTrial()
		return nil
	}
	return m.changeEvent(event)
}

// changeEvent does what a component has asked for that changes the draft.
func (m *model) changeEvent(event any) tea.Cmd {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return nil
	}
	switch e := event.(type) {
	case repair.SetLine:
		return m.setLine(e)
	case repair.Fix:
		return m.changed(m.draft.Do("fix "+e.Finding.Rule+": "+e.Fix.Title, "", e.Fix.Edits))
	case list.Add:
		m.askEndpoint(e.After)
	case detail.AddEndpoint:
		m.askEndpoint(m.list.Index())
	case list.Delete:
		if len(e.Indices) > 1 {
			m.askDelete(e.Indices)
			return nil
		}
		return m.deleteEndpoints(e.Indices)
	case list.Duplicate:
		return m.duplicateEndpoint(e.Index)
	case list.Move:
		return m.moveEndpoint(e.From, e.To)
	case detail.Edit:
		if m.askTwice(e.At.Object().Node, e.Field.Name) {
			return nil
		}
		m.openForm(e.At, e.Field, "")
	case detail.AddExtension:
		m.extending = &e.At
		m.open(form.New(m.theme, e.At, field.Extensions(e.At), ""), small)
	case detail.Toggle:
		if m.askTwice(e.At.Object().Node, e.Field.Name) {
			return nil
		}
		return m.toggle(e)
	case detail.Unset:
		if m.askTwice(e.At.Object().Node, e.Field.Name) {
			return nil
		}
		return m.unset(e.At, e.Field)
	case list.Paste, detail.Paste:
		return m.paste()
	case list.Bulk:
		m.askBulk(e.Indices)
	case form.Kept:
		m.shut()
		return m.keep(e)
	case form.Unset:
		m.shut()
		return m.emptied(e)
	case form.External:
		return m.editValue(e)
	}
	return m.backendEvent(event)
}

// backendEvent does what the detail has asked for that changes backends.
func (m *model) backendEvent(event any) tea.Cmd {
	switch e := event.(type) {
	case detail.AddBackend:
		return m.addBackend(e.Endpoint, e.Index)
	case detail.DeleteBackend:
		return m.deleteBackend(e.Endpoint, e.Index)
	case detail.DuplicateBackend:
		return m.duplicateBackend(e.Endpoint, e.Index)
	case detail.MoveBackend:
		return m.moveBackend(e.Endpoint, e.From, e.To)
	}
	return nil
}

// emptied takes the field of a form out of the file, or leaves what the form was
// for.
func (m *model) emptied(e form.Unset) tea.Cmd {
	switch {
	case m.ignoring != nil:
		m.ignoring = nil
		m.say("a finding is passed over only with a reason")
		return nil
	case m.extending != nil, m.adding != nil:
		m.extending, m.adding = nil, nil // nothing was chosen
		return nil
	case m.otherSide:
		m.otherSide = false
		return nil
	case m.intake.asking == askPrefix:
		return m.answerImport("")
	case m.clip.asking, m.intake.asking != "":
		m.clip.asking, m.intake.asking = false, ""
		return nil
	case m.bulk != nil:
		return m.unsetAll(e.Field)
	}
	return m.unset(e.At, e.Field)
}

// answer does what was answered to a question or a diff.
func (m *model) answer(value any) tea.Cmd {
	switch v := value.(type) {
	case overwrite:
		return m.write(true)
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
	case generated:
		m.isGenerated(r)
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
