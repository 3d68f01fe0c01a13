package tui

import (
	"context"
	"fmt"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

// checking is the state of the check that runs beside the editing. Only the
// answer to the last question counts.
type checking struct {
	seq    int
	done   int
	cancel context.CancelFunc
}

func (c *checking) running() bool { return c.done != c.seq }

type (
	// checkDue says that the draft has rested since change seq.
	checkDue struct{ seq int }
	// checked is the answer of a check.
	checked struct {
		seq   int
		doc   *config.Document
		found []diag.Finding
		err   error
	}
)

// checkSoon has the draft checked when it has rested for a moment. A check that
// runs already is called off.
func (m *model) checkSoon() tea.Cmd {
	m.stopCheck()
	seq := m.check.seq
	return m.after(m.wait, func() tea.Msg { return checkDue{seq} })
}

// after is a command that waits first. It gives up when the editor ends.
func (m *model) after(d time.Duration, cmd func() tea.Msg) tea.Cmd {
	ctx := m.ctx
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return cmd()
		case <-ctx.Done():
			return nil
		}
	}
}

// startCheck has the draft checked at once.
func (m *model) startCheck() tea.Cmd {
	m.stopCheck()
	return m.runCheck()
}

func (m *model) stopCheck() {
	m.check.seq++
	if m.check.cancel != nil {
		m.check.cancel()
		m.check.cancel = nil
	}
}

func (m *model) runCheck() tea.Cmd {
	ctx, cancel := context.WithCancel(m.ctx)
	m.check.cancel = cancel
	seq, doc, lint := m.check.seq, m.draft.Doc(), m.opts.Lint
	return func() (msg tea.Msg) {
		// What an odd draft does to a rule must not end the editor.
		defer func() {
			if p := recover(); p != nil {
				msg = checked{seq, doc, nil, fmt.Errorf("a rule failed: %v", p)}
			}
		}()
		found, err := lint(ctx, doc)
		return checked{seq, doc, found, err}
	}
}

// take takes over what a check has found, unless the draft has changed since.
func (m *model) take(c checked) {
	if c.seq != m.check.seq {
		return
	}
	m.check.done = c.seq
	if m.check.cancel != nil {
		m.check.cancel()
		m.check.cancel = nil
	}
	note := ""
	if c.err != nil {
		note = "the check failed: " + c.err.Error()
	}
	if m.of != c.doc {
		m.findings.ForgetProofs()
	}
	m.found, m.of = c.found, c.doc
	if !m.draft.Dirty() {
		m.tallied()
	}
	m.list.SetFindings(c.found)
	m.findings.SetFindings(c.found, note)
	m.judged()
	m.detail.Show(m.draft.Doc().Service(), m.list.Index(), c.found)
	if m.jumps.on {
		m.startJump()
	}
}

// stop ends what still runs, and keeps what is not saved.
func (m *model) stop() {
	if !m.lost {
		if write := m.keepJournal(); write != nil {
			_ = write() // there is no screen any more to tell it on
		}
	}
	m.cancelTrial()
	m.trial.tried.end()
	m.stopPreview()
	m.stopImport()
	if m.check.cancel != nil {
		m.check.cancel()
	}
}
