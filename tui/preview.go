package tui

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/try"
)

// sample is the request that shows what clients would get of the chosen
// endpoint, with the documents answering for the backends.
type sample struct {
	seq    int
	cancel context.CancelFunc
	doc    *config.Document // that the shown one is of
	index  int
}

type (
	// previewDue says that neither the draft nor the choice has changed since.
	previewDue struct{ seq int }
	// previewed is what came of a preview.
	previewed struct {
		seq    int
		doc    *config.Document
		index  int
		answer *try.Answer
		err    error
	}
)

// previewSoon has the chosen endpoint previewed when the choice has rested for a
// moment, unless it is what is shown already.
func (m *model) previewSoon() tea.Cmd {
	if m.opts.Mock == nil || m.sample.doc == m.draft.Doc() && m.sample.index == m.list.Index() {
		return nil
	}
	m.stopPreview()
	m.detail.SetPreview(nil, false)
	if at, ok := m.endpoint(m.list.Index()); !ok || m.broken || !harmless(at.Endpoint) {
		return nil
	}
	seq := m.sample.seq
	return m.after(m.wait, func() tea.Msg { return previewDue{seq} })
}

// harmless reports whether an endpoint can be asked without anybody saying so: it
// runs no script, and no name has to be looked up for it.
func harmless(e *config.Endpoint) bool {
	runs := func(extra config.Extra) bool {
		return slices.ContainsFunc(extra.Entries, func(entry config.ExtraEntry) bool {
			return strings.HasPrefix(entry.Name, "modifier/lua") || strings.HasPrefix(entry.Name, "plugin/")
		})
	}
	if runs(e.Extra) {
		return false
	}
	return !slices.ContainsFunc(e.Backends, func(b *config.Backend) bool {
		return b != nil && (runs(b.Extra) || b.SD.V != "" && b.SD.V != "static")
	})
}

func (m *model) stopPreview() {
	m.sample.seq++
	m.sample.doc = nil
	if m.sample.cancel != nil {
		m.sample.cancel()
		m.sample.cancel = nil
	}
}

func (m *model) runPreview(due previewDue) tea.Cmd {
	at, ok := m.endpoint(m.list.Index())
	if due.seq != m.sample.seq || !ok {
		return nil
	}
	ctx, cancel := context.WithCancel(m.ctx)
	req, err := try.FormFor(at.Endpoint).HTTP(ctx)
	if err != nil {
		cancel()
		return nil
	}
	m.sample.cancel = cancel
	doc, index, send := m.draft.Doc(), m.list.Index(), m.opts.Mock
	return func() tea.Msg {
		answer, err := sendThrough(ctx, send, doc, index, req)
		return previewed{due.seq, doc, index, answer, err}
	}
}

// isPreviewed shows what a client would get. An endpoint that cannot be tried, or
// of which a backend is in no document, shows nothing: what is wrong is a finding.
func (m *model) isPreviewed(p previewed) {
	defer p.answer.Discard()
	if p.seq != m.sample.seq {
		return
	}
	m.stopPreview()
	m.sample.doc, m.sample.index = p.doc, p.index
	if p.err != nil || len(p.answer.Calls) == 0 { // such as where a token is asked for
		return
	}
	var lines []string
	for _, c := range p.answer.Calls {
		if c.Status == 0 || c.Status == http.StatusNotFound {
			return
		}
		lines = append(lines, fmt.Sprintf("backend %d  %d  %s", c.Backend, c.Status, inLine([]byte(c.Body))))
	}
	lines = append(lines, fmt.Sprintf("client     %d  %s", p.answer.Status, inLine(p.answer.Body)))
	m.detail.SetPreview(lines, p.answer.Status >= 400 || p.answer.Header.Get("X-Krakend-Completed") == "false")
}

// inLine is a body in one line.
func inLine(body []byte) string {
	var b bytes.Buffer
	switch {
	case len(body) == 0:
		return "(no body)"
	case json.Compact(&b, body) == nil:
		return b.String()
	}
	return string(bytes.TrimSpace(body))
}
