package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/routes"
	"github.com/gatewright/gatewright/tui/ui"
)

// key takes a key: a dialog has all of them, then whatever is being typed, then
// the editor's own keys, then the pane with the focus.
func (m *model) key(k ui.Key) tea.Cmd {
	m.note = note{}
	if m.tooSmall() {
		if k, ok := m.opts.Keys.meant(k, globals()); ok && keyQuit.Has(k) {
			return m.quit()
		}
		return nil
	}
	if m.jumps.on {
		return m.jumpKey(k)
	}
	if cmd, done := m.chorded(k); done {
		return cmd
	}
	return m.press(k)
}

// press does what a key, or a pair of keys, means where it is pressed.
func (m *model) press(k ui.Key) tea.Cmd {
	if k, ok := m.opts.Keys.meant(k, m.working()); ok {
		return m.own(k)
	}
	return nil
}

// working are the bindings that keys may be meant for.
func (m *model) working() []ui.Binding {
	current := m.current()
	switch {
	case len(m.overlays) > 0:
		return append(m.top().Keys(), keyReveal, keyDialog)
	case current.Typing():
		return append(current.Keys(), keyReveal)
	case m.broken:
		return append(current.Keys(), globals()...)
	}
	return bindingsOf(m.focus)
}

// own takes a key under its own name.
func (m *model) own(k ui.Key) tea.Cmd {
	if keyReveal.Has(k) {
		m.toggleSecrets()
		return nil
	}
	if k.Name == "ctrl+c" && m.callOff() {
		return nil
	}
	if len(m.overlays) > 0 {
		if k.Name == "ctrl+c" {
			return m.quit()
		}
		if keyDialog.Has(k) && !m.helping() {
			m.dialogHelp()
			return nil
		}
		return m.event(m.top().Update(k))
	}
	current := m.current()
	if k.Name == "paste" && !current.Typing() && !m.broken {
		return m.pasteText(k.Text)
	}
	if !current.Typing() {
		if cmd, done := m.global(k); done {
			return cmd
		}
	} else if k.Name == "ctrl+c" {
		k = ui.Key{Name: "esc"}
	}
	return m.event(current.Update(k))
}

// global does what one of the editor's own keys says.
func (m *model) global(k ui.Key) (cmd tea.Cmd, done bool) {
	switch {
	case keyQuit.Has(k):
		return m.quit(), true
	case keySave.Has(k):
		return m.save(false), true
	case keyReload.Has(k):
		return m.reload(), true
	case keyCopyTo.Has(k):
		m.askFile(aCopy)
		return nil, true
	case keyEditor.Has(k):
		return m.editText(), true
	case keyUndo.Has(k):
		return m.undo(), true
	case keyRedo.Has(k):
		return m.redo(), true
	case keySuspend.Has(k):
		return tea.Suspend, true
	case keyMouse.Has(k):
		return m.toggleMouse(), true
	case keyCommand.Has(k):
		m.openCommand()
		return nil, true
	case keyGit.Has(k) && m.opts.Committed != nil:
		return m.compare(), true
	case m.broken:
		return nil, m.lookBroken(k)
	case keyTry.Has(k) && m.opts.Send != nil && m.focus != paneFindings:
		return m.try(), true
	case keyImport.Has(k) && m.opts.Load != nil:
		return m.startImport(), true
	case keyFixAll.Has(k) && m.focus != paneFindings:
		m.offerFixes()
		return nil, true
	case keyFix.Has(k) && m.focus != paneFindings:
		return m.fixHere(), true
	}
	return nil, m.look(k)
}

// lookBroken is look for a draft that can only be repaired: there are no panes.
func (m *model) lookBroken(k ui.Key) bool {
	switch {
	case keyHelp.Has(k):
		m.help()
	case keyLog.Has(k):
		m.log()
	default:
		return false
	}
	return true
}

// look does what those keys say that change nothing but the view.
func (m *model) look(k ui.Key) bool {
	switch {
	case keyHelp.Has(k):
		m.help()
	case keyLog.Has(k):
		m.log()
	case keyJSON.Has(k):
		m.showJSON()
	case keyExcerpt.Has(k):
		m.toggleExcerpt()
	case keyRoutes.Has(k):
		m.open(routes.New(m.theme, m.draft.Doc().Service(), m.found, m.list.Matches), full)
	case keyPane1.Has(k):
		m.setFocus(paneList)
	case keyPane2.Has(k):
		m.setFocus(paneDetail)
	case keyPane3.Has(k):
		m.setFocus(paneFindings)
	case keyNextPane.Has(k):
		m.setFocus((m.focus + 1) % panes)
	case keyPrevPane.Has(k):
		m.setFocus((m.focus + panes - 1) % panes)
	case keyGoTo.Has(k):
		m.startJump()
	case keyZoom.Has(k):
		m.zoom = !m.zoom
		m.layout()
	case keyBigger.Has(k):
		m.widen(1)
	case keySmaller.Has(k):
		m.widen(-1)
	case keySource.Has(k):
		m.showSource()
	case keyExplain.Has(k) && m.focus != paneFindings:
		if f, ok := m.findingHere(); ok {
			m.explain(f)
		}
	case keyIgnore.Has(k) && m.focus != paneFindings:
		if f, ok := m.findingHere(); ok {
			m.askReason([]diag.Finding{f})
		}
	case keyDiff.Has(k):
		m.showDiff()
	case keyNextFind.Has(k):
		m.stepFinding(1, m.worst())
	case keyPrevFind.Has(k):
		m.stepFinding(-1, m.worst())
	case keyNextWarning.Has(k):
		m.stepFinding(1, diag.Warning)
	case keyPrevWarning.Has(k):
		m.stepFinding(-1, diag.Warning)
	default:
		return false
	}
	return true
}
