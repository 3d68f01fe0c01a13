package tui

import (
	"io"
	"os"
	"sync"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/list"
)

// clipboard is what was copied last, and the terminal whose clipboard gets it
// too, nil for none.
type clipboard struct {
	text     string
	terminal io.Writer
	// asking says that the open form asks for JSON to paste.
	asking bool
}

// shared is an output that more than one goroutine writes to: what one of them
// writes at once stays together.
type shared struct {
	io.Writer
	mu sync.Mutex
}

// Write writes as a whole.
func (s *shared) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.Writer.Write(p)
}

// sharedFile is shared for a file, which the terminal library asks more of.
type sharedFile struct {
	*os.File
	to shared
}

// Write writes as a whole.
func (f *sharedFile) Write(p []byte) (int, error) { return f.to.Write(p) }

// shareable returns w, nil for the output of the process, as one that several
// may write to.
func shareable(w io.Writer) io.Writer {
	if w == nil {
		w = os.Stdout
	}
	if f, ok := w.(*os.File); ok {
		return &sharedFile{File: f, to: shared{Writer: f}}
	}
	return &shared{Writer: w}
}

// cutEndpoints copies endpoints and deletes them.
func (m *model) cutEndpoints(indices []int) tea.Cmd {
	before := m.clip.text
	m.clip.text = ""
	copied := m.copyEndpoints(indices)
	if m.clip.text == "" {
		m.clip.text = before
		return nil
	}
	return tea.Batch(copied, m.deleteEndpoints(indices))
}

// copyEndpoints copies endpoints, by their indices.
func (m *model) copyEndpoints(indices []int) tea.Cmd {
	var nodes []*syntax.Node
	svc := m.draft.Doc().Service()
	for _, i := range indices {
		if i >= 0 && i < svc.NumEndpoints() {
			nodes = append(nodes, svc.Endpoint(i).Node)
		}
	}
	return m.copyNodes(nodes, count(len(nodes), "endpoint"))
}

// copyAt copies the backend or the endpoint that a pointer leads into.
func (m *model) copyAt(pointer string) tea.Cmd {
	at, ok := m.endpoint(draft.EndpointOf(pointer))
	if !ok {
		m.say("choose an endpoint or a backend to copy")
		return nil
	}
	if i := draft.BackendOf(pointer); i >= 0 && i < len(at.Endpoint.Backends) && at.Endpoint.Backends[i] != nil {
		return m.copyNodes([]*syntax.Node{at.Endpoint.Backends[i].Node}, "1 backend")
	}
	return m.copyEndpoints([]int{at.Endpoint.Index})
}

func (m *model) copyNodes(nodes []*syntax.Node, what string) tea.Cmd {
	text, err := clip.Text(nodes)
	if err != nil {
		m.say(err.Error())
		return nil
	}
	m.clip.text = text
	return m.copyText(text, "copied "+what, "; "+m.theme.KeyOf(list.Pasting())+" pastes it")
}

// copyText hands a text to the clipboard of the terminal and says so, with what
// there is more to say.
func (m *model) copyText(text, done, more string) tea.Cmd {
	m.say(done + more)
	sequence, terminal := clip.Sequence(text), m.clip.terminal
	if terminal == nil {
		return nil
	}
	if sequence == "" {
		m.warn("the clipboard of the terminal takes no text that long" + more)
		return nil
	}
	return func() tea.Msg {
		// A terminal that cannot be written to ends the editor anyway.
		_, _ = io.WriteString(terminal, sequence)
		return nil
	}
}

// paste pastes what was copied last, or asks for it.
func (m *model) paste() tea.Cmd {
	if m.clip.text != "" {
		return m.pasteText(m.clip.text)
	}
	m.clip.asking = true
	ask := field.Field{
		Name: "JSON", Kind: field.Raw,
		About: "nothing is copied yet: type or paste an endpoint, a backend, a list of them, or a whole configuration",
	}
	at, _ := m.endpoint(m.list.Index())
	m.open(form.New(m.theme, at, ask, "what to paste"), small)
	return nil
}

// pasteText puts the endpoints or backends that a text has behind the one that
// the cursor is on.
func (m *model) pasteText(text string) tea.Cmd {
	kind, items, err := clip.Read(text)
	switch {
	case m.draft.Locked() != "":
		m.warn(m.draft.Locked())
		return nil
	case err != nil:
		m.warn(err.Error())
		return nil
	case kind == clip.Backends:
		return m.pasteBackends(items)
	}
	svc := m.draft.Doc().Service()
	index := m.list.Index() + 1
	if m.list.Index() < 0 {
		index = svc.NumEndpoints()
	}
	err = putEndpoints(m.draft, index, items)
	return m.andSelect(index, err)
}

func (m *model) pasteBackends(items []string) tea.Cmd {
	at, ok := m.endpoint(m.list.Index())
	if !ok {
		m.warn("choose the endpoint that gets the backend")
		return nil
	}
	index := len(at.Endpoint.Backends)
	if i := draft.BackendOf(m.detail.Pointer()); m.focus == paneDetail && i >= 0 {
		index = i + 1
	}
	err := putBackends(m.draft, at.Endpoint, index, items)
	return m.andGoTo(at.Endpoint, index, err)
}

// putEndpoints puts endpoints into a draft, as one step.
func putEndpoints(d *draft.Draft, index int, items []string) error {
	return d.InsertAll("paste "+count(len(items), "endpoint"), d.Doc().Service().Object, "endpoints", index, items)
}

// putBackends puts backends into an endpoint of a draft, as one step.
func putBackends(d *draft.Draft, to *config.Endpoint, index int, items []string) error {
	return d.InsertAll("paste "+count(len(items), "backend"), to.Object, "backend", index, items)
}
