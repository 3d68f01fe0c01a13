package tui

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/secret"
)

// linesBefore and linesAfter are how much of a document is shown around an
// operation: some have hundreds of thousands of lines.
const linesBefore, linesAfter = 500, 2000

// showSource shows the operation that the backend under the cursor calls, else the
// first backend of the endpoint that calls a known one, as its document has it.
func (m *model) showSource() {
	backends, what := m.backendsHere()
	for _, b := range backends {
		if b == nil {
			continue
		}
		if ops := m.book.Operations(b); len(ops) > 0 && !ops[0].Span.IsZero() {
			m.openSource(ops[0])
			return
		}
	}
	if len(m.opts.Services) == 0 {
		m.warn("no document is known: --spec FILE names one")
		return
	}
	m.warn("no document describes " + what)
}

// tagOf is the first tag of the operations that an endpoint calls, as their
// documents have it.
func (m *model) tagOf(index int) string {
	at, ok := m.endpoint(index)
	if !ok {
		return ""
	}
	for _, b := range at.Endpoint.Backends {
		if b == nil {
			continue
		}
		for _, op := range m.book.Operations(b) {
			if len(op.Tags) > 0 {
				return op.Tags[0]
			}
		}
	}
	return ""
}

// backendsHere are the backend under the cursor of fields or findings, else those
// of the endpoint, and what to call them.
func (m *model) backendsHere() (list []*config.Backend, what string) {
	at, ok := m.endpoint(m.list.Index())
	i := draft.BackendOf(m.detail.Pointer())
	if f, found := m.findings.Current(); found && m.focus == paneFindings {
		at, ok = m.endpoint(draft.EndpointOf(f.Pointer))
		i = draft.BackendOf(f.Pointer)
	}
	switch {
	case !ok:
		return nil, "the service"
	case m.focus != paneList && i >= 0 && i < len(at.Endpoint.Backends) && at.Endpoint.Backends[i] != nil:
		return at.Endpoint.Backends[i : i+1], m.theme.Private(at.Endpoint.Backends[i].ID())
	}
	return at.Endpoint.Backends, "what " + at.Endpoint.ID().String() + " calls"
}

func (m *model) openSource(op *spec.Operation) {
	src := op.Span.Source
	line := src.Position(op.Span.Start).Line
	first, last := max(line-linesBefore, 1), min(line+linesAfter, src.Lines())
	text := make([]page.Line, 0, last-first+1)
	wide := len(fmt.Sprint(last))
	for n := first; n <= last; n++ {
		content, _ := src.Line(n)
		// What stands far behind in one line is no part of what is looked for.
		content = strings.TrimRight(content[:min(len(content), maxLine)], "\r\n")
		number := fmt.Sprintf("%*d  ", wide, n)
		l := page.Line{Text: number + content, Masked: number + secret.Line(content)}
		if n == line {
			l.Style = m.theme.Title
		}
		text = append(text, l)
	}
	p := page.New(m.theme, op.Place(), text)
	p.At(line - first)
	m.open(p, large)
}

// maxLine is how many bytes of a line of a document are shown.
const maxLine = 64 << 10
