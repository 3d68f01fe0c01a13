// Package try is the editor's screen that sends a request through the gateway
// which the draft would be: a small form for what the endpoint takes, and the
// answer that a client gets beside what each backend has answered.
package try

import (
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
	problem string

	headers bool     // show the headers of the answers
	raw     bool     // show bodies as they came
	sources []Source // who can answer the calls; the first does
	panes   []answerPane
	scroll  []ui.Scroll
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
	add := func(kind string, pairs []Pair) {
		for i := range pairs {
			m.fields = append(m.fields, formField{kind + pairs[i].Name, &pairs[i].Value, ui.NewInput(pairs[i].Value)})
		}
	}
	add("path ", m.request.Params)
	add("query ", m.request.Query)
	add("header ", m.request.Headers)
	if r.HasBody() {
		m.fields = append(m.fields, formField{"body", &m.request.Body, ui.NewInput(r.Body)})
	}
	return m
}

// Sending notes that the request is on its way.
func (m *Model) Sending() { m.sending, m.problem = true, "" }

// SetAnswer shows what came of the request.
func (m *Model) SetAnswer(a *Answer, err error) {
	m.sending, m.answer, m.problem = false, a, ""
	if err != nil {
		m.problem = err.Error()
	}
	m.panes = m.results()
	m.arrange()
}

// Answer returns what came of the last request, nil before there is an answer.
func (m *Model) Answer() *Answer { return m.answer }

// SetSize gives the screen its room.
func (m *Model) SetSize(width, height int) {
	m.width, m.height = width, height
	m.arrange()
}

// Typing reports true: only the screen's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keySend    = ui.Binding{Name: "try.send", InText: true, Keys: []string{"ctrl+r", "ctrl+s"}, Show: "ctrl+r", Short: "send", Long: "send the request through the draft", Group: ui.GroupCheck}
	keyEnter   = ui.Binding{Name: "try.enter", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "next, last sends", Long: "next field; on the last one send", Group: ui.GroupCheck}
	keyNext    = ui.Binding{Name: "try.next", InText: true, Keys: []string{"tab"}, Show: "tab", Short: "next", Long: "next field, then the answers", Group: ui.GroupMove}
	keyPrev    = ui.Binding{Name: "try.previous", InText: true, Keys: []string{"shift+tab"}, Show: "shift+tab", Long: "previous field", Group: ui.GroupMove}
	keyHeaders = ui.Binding{Name: "try.headers", InText: true, Keys: []string{"ctrl+o"}, Show: "ctrl+o", Short: "headers", Long: "show the headers of all answers, and those that backends were called with, or hide them", Group: ui.GroupMore}
	keyRaw     = ui.Binding{Name: "try.raw", InText: true, Keys: []string{"ctrl+l"}, Show: "ctrl+l", Long: "show bodies as they came, or JSON laid out", Group: ui.GroupMore}
	keyCopy    = ui.Binding{Name: "try.copy", InText: true, Keys: []string{"ctrl+y"}, Show: "ctrl+y", Short: "copy as curl", Long: "copy the request as a command line of curl; to the clipboard too", Group: ui.GroupFile}
	keySave    = ui.Binding{Name: "try.save", InText: true, Keys: []string{"ctrl+x"}, Show: "ctrl+x", Short: "save as test", Long: "write the request, and what was answered, to a file: .hurl, .http or .sh", Group: ui.GroupFile}
	keyMock    = ui.Binding{Name: "try.mock", InText: true, Keys: []string{"ctrl+g"}, Show: "ctrl+g", Short: "who answers", Long: "who answers for the backends: they themselves, the documents, or what was recorded", Group: ui.GroupCheck}
	keyClose   = ui.Binding{Name: "try.close", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "close", Long: "close the screen", Group: ui.GroupMore}
)

// Bindings are all that the screen's own keys do.
func Bindings() []ui.Binding {
	return []ui.Binding{keySend, keyMock, keyNext, keyPrev, keyHeaders, keyRaw, keyCopy, keySave, keyClose, keyEnter}
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	keys := []ui.Binding{keySend}
	if len(m.sources) > 1 {
		keys = append(keys, keyMock)
	}
	keys = append(keys, keyNext, keyPrev, keyHeaders, keyRaw, keyCopy, keySave, keyClose)
	if m.at < len(m.fields) {
		return append(keys, keyEnter)
	}
	return append(keys, ui.Moves()...)
}

// Update takes a key, a click or the wheel.
func (m *Model) Update(msg any) any {
	switch msg := msg.(type) {
	case ui.Click:
		m.click(msg)
		return nil
	case ui.Wheel:
		if i := max(m.at-len(m.fields), 0); i < len(m.scroll) {
			m.move(i, msg)
		}
		return nil
	case ui.Key:
		return m.key(msg)
	}
	return nil
}

func (m *Model) key(k ui.Key) any {
	stops := len(m.fields) + len(m.panes)
	last := m.at == len(m.fields)-1
	switch {
	case keyClose.Has(k):
		return Closed{}
	case keySend.Has(k), keyEnter.Has(k) && (last || len(m.fields) == 0):
		return m.send()
	case keyMock.Has(k) && len(m.sources) > 1:
		m.sources = append(m.sources[1:], m.sources[0])
	case keyCopy.Has(k):
		return Copy{m.request}
	case keySave.Has(k):
		return Save{m.request, m.answer}
	case keyHeaders.Has(k):
		m.headers = !m.headers
		m.panes = m.results()
		m.arrange()
	case keyRaw.Has(k):
		m.raw = !m.raw
		m.panes = m.results()
		m.arrange()
	case keyNext.Has(k), keyEnter.Has(k) && m.at < len(m.fields), k.Name == "down" && m.at < len(m.fields)-1:
		m.at = (m.at + 1) % max(stops, 1)
		m.arrange()
	case keyPrev.Has(k), k.Name == "up" && m.at > 0 && m.at < len(m.fields):
		m.at = (m.at + max(stops, 1) - 1) % max(stops, 1)
		m.arrange()
	case m.at < len(m.fields):
		f := m.fields[m.at]
		f.input.Update(k)
		*f.value = f.input.Text()
	default:
		m.move(m.at-len(m.fields), k)
	}
	return nil
}

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
