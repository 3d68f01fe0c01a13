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
	case list.Sign:
		m.show()
		m.toWorst(e.Index)
		return m.previewSoon()
	case list.Opened:
		m.show()
		m.setFocus(paneDetail)
		return nil
	case findings.Back, detail.Back:
		if len(m.overlays) > 0 {
			m.shut() // a list of findings in a dialog
			return nil
		}
		m.setFocus(paneList)
		return nil
	case findings.Jump:
		m.overlays = nil
		m.notSaving()
		m.jump(e.Finding)
		return nil
	case findings.Prove:
		return m.prove(e.Finding)
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
	case try.AddStatic:
		return m.standIn(e.Sent)
	case try.EditBody:
		return m.editBody(e.Text)
	case try.Open:
		return m.openBody(e)
	case try.CopyBody:
		return m.copyBody(e)
	case try.Said:
		m.say(e.Text)
		return nil
	case page.Chosen:
		return m.onPage(e.Name)
	case page.Copy:
		return m.copyText(e.Text, "copied the text", "")
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
		if _, ok := e.(page.Closed); ok {
			m.explained = nil
		}
		m.bulk, m.ignoring, m.extending, m.clip.asking, m.intake.asking, m.writing, m.otherSide, m.adding = nil, nil, nil, false, "", nothing, false, nil
		m.intake.joining = nil
		return nil
	case sides.Type:
		m.askOther(e.Place)
		return nil
	case sides.Picked:
		return m.mergeSides(e.Value.(picking), e.Picks)
	case ask.Cancelled, diffview.Cancelled, sides.Cancelled:
		m.shut()
		if !m.asking() {
			m.notSaving()
		}
		return nil
	case diffview.Elsewhere:
		m.shut()
		m.notSaving()
		m.askFile(aCopy)
		return nil
	case diffview.Findings:
		m.listWrong()
		return nil
	case diffview.Edit:
		m.shut()
		m.notSaving()
		return m.editText()
	case ask.Answered:
		if !looks(e.Value) {
			m.shut()
		}
		return m.answer(e.Value)
	case diffview.Accepted:
		m.shut()
		if m.asking() {
			m.shut() // it is answered now
		}
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
	case intake.Host:
		if len(m.intake.services) > 1 {
			m.warn("each of the documents has a host of its own; HOST=FILE names another when they are asked for")
			return nil
		}
		m.ask(askHost, "where the backend listens, as http://name:port; empty for what the document says")
		return nil
	case intake.Encoding:
		return m.nextEncoding()
	case intake.AskPath:
		m.askPath(e.Item)
		return nil
	case intake.Join:
		return m.proposeJoin(e.Items)
	case intake.Accepted:
		m.offerImport(e.Choices)
		return nil
	case try.Closed:
		m.closeTrial()
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
	case form.Step:
		return m.stepField(e)
	case form.Mend:
		if m.of != m.draft.Doc() {
			m.warn("the draft is being checked; try again in a moment")
			return nil
		}
		m.shut()
		return m.fix(e.Finding, e.Finding.Fixes[0])
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
	case m.intake.asking == askPrefix, m.intake.asking == askJoin, m.intake.asking == askHost && m.reviewing():
		return m.answerImport("")
	case m.clip.asking, m.intake.asking != "":
		m.clip.asking, m.intake.asking = false, ""
		return nil
	case m.bulk != nil:
		return m.unsetAll(e.Field)
	}
	return m.unset(e.At, e.Field)
}
