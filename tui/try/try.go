// Package try is the editor's screen that sends a request through the gateway
// which the draft would be: a small form for what the endpoint takes, and the
// answer that a client gets beside what each backend has answered, or what of them
// differs from the answers before.
//
//	screen := try.New(theme, try.FormFor(endpoint))
//	screen.Sending()
//	screen.SetAnswer(answer, err)
//
// It sends nothing and writes no files: a Sender does, and whoever has the answer
// discards it, since long bodies lie in files.
package try

import (
	"bytes"
	"encoding/json"
	"math"
	"slices"

	"github.com/gatewright/gatewright/tui/ui"
)

// The events of the screen.
type (
	// Send asks to send the request; From answers for the backends.
	Send struct {
		Request Request
		From    Source
	}
	// Copy asks for the request as a command line of curl in the clipboard.
	Copy struct{ Request Request }
	// Save asks for the request in a file, as a test when there is an answer.
	Save struct {
		Request Request
		Answer  *Answer
	}
	// AddStatic asks to add static data for what the backends that failed would
	// have brought.
	AddStatic struct{ Sent Sent }
	// Open asks to show a body whole: that in the file, else the text. Name is a
	// name for it.
	Open struct {
		File       *File
		Text, Name string
	}
	// CopyBody asks for a body in the clipboard, or the name of the file with it.
	CopyBody struct {
		File *File
		Text string
	}
	// EditBody asks for an editor of the user's for the body of the request.
	EditBody struct{ Text string }
	// Said is a message for the user.
	Said struct{ Text string }
	// Closed says that the user is done; a request on its way is called off.
	Closed struct{}
)

// Model is the screen.
type Model struct {
	theme         *ui.Theme
	width, height int

	request Request
	fields  []formField
	at      int // the field with the cursor; len(fields) and above are the answers
	sending bool
	answer  *Answer
	asked   Sent  // the request that is on its way
	sent    Sent  // the one that the answer is to
	last    *Sent // what was answered before
	problem string

	headers   bool     // show the headers of the answers
	raw       bool     // show bodies as they came
	comparing bool     // show what differs from last
	sources   []Source // who can answer the calls; the first does
	panes     []answerPane
	scroll    []ui.Scroll
}

type formField struct {
	label string
	value *string
	input *ui.Input
}

// Source is who answers the calls of backends.
type Source uint8

// The backends themselves; their documents in their stead; answers of theirs that
// were recorded.
const (
	Live Source = iota
	Documents
	Recorded
)

// String names the source in one word.
func (s Source) String() string { return [...]string{"live", "documents", "recorded"}[s] }

// New returns the screen for a request. Sources are who can answer the calls of
// backends, the backends themselves where none is named; the first one does until
// the user goes on to the next.
func New(theme *ui.Theme, r Request, sources ...Source) *Model {
	if len(sources) == 0 {
		sources = []Source{Live}
	}
	m := &Model{theme: theme, request: r, sources: slices.Clone(sources)}
	add := func(kind, any string, pairs []Pair) {
		for i := range pairs {
			label := kind + pairs[i].Name
			if pairs[i].Name == Any {
				label += "  " + any
			}
			m.fields = append(m.fields, formField{label, &pairs[i].Value, ui.NewInput(pairs[i].Value)})
		}
	}
	add("path ", "", m.request.Params)
	add("query ", "a=1&b=2", m.request.Query)
	add("header ", "A: 1 | B: 2", m.request.Headers)
	if r.HasBody() {
		m.fields = append(m.fields, formField{"body", &m.request.Body, ui.NewInput(r.Body)})
	}
	return m
}

// Sending notes that the request is on its way.
func (m *Model) Sending() {
	m.sending, m.problem = true, ""
	m.asked = Sent{Request: m.request.clone(), From: m.sources[0]}
}

// SetAnswer shows what came of the request.
func (m *Model) SetAnswer(a *Answer, err error) {
	m.sending, m.answer, m.problem = false, a, ""
	m.sent = m.asked
	m.sent.Answer = a
	if err != nil {
		m.problem = err.Error()
	}
	m.lay()
}

// SetBody gives the request another body: JSON in one line, as the form has it.
func (m *Model) SetBody(text string) {
	var b bytes.Buffer
	if json.Compact(&b, []byte(text)) == nil {
		text = b.String()
	}
	for i, f := range m.fields {
		if f.value == &m.request.Body {
			f.input.SetText(text)
			m.request.Body, m.at = text, i
		}
	}
	m.arrange()
}

// SetLast gives the screen what the endpoint has answered before, to compare with;
// nil for nothing.
func (m *Model) SetLast(last *Sent) {
	m.last, m.comparing = last, m.comparing && last != nil
	m.lay()
}

// lay lays the answers out anew.
func (m *Model) lay() {
	m.panes = m.results()
	m.arrange()
}

// Sent returns the last request with what came of it; its answer is nil before
// there is one.
func (m *Model) Sent() Sent { return m.sent }

// SetSize gives the screen its room.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.arrange()
}

// Typing reports true: only the screen's own keys work.
func (m *Model) Typing() bool { return true }

func (m *Model) send() any {
	if m.sending {
		return nil
	}
	return Send{m.request, m.sources[0]}
}

func (m *Model) move(pane int, msg any) {
	if pane >= len(m.scroll) {
		return
	}
	far := m.scroll[pane].Top + ahead
	if k, ok := msg.(ui.Key); ok && (k.Name == "G" || k.Name == "end") {
		far = math.MaxInt
	}
	m.reach(pane, far)
	s := m.scroll[pane]
	s.Cursor = s.Top
	if s.Move(msg) {
		m.scroll[pane].Top = max(0, min(s.Cursor, s.Len-s.Height))
	}
}

func (m *Model) click(c ui.Click) {
	first, top := m.formWindow()
	if at := first + c.Y - 1; c.Y >= 1 && c.Y < top-1 && at < len(m.fields) {
		m.at = at
		return
	}
	for i, p := range m.panes {
		if p.width > 0 && c.X >= p.x && c.X < p.x+p.width && c.Y >= p.y && c.Y < p.y+p.height {
			m.at = len(m.fields) + i
			return
		}
	}
}
