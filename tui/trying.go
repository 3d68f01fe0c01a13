package tui

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/offer"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/try"
)

// trial is the request on its way. Only the answer to the last one counts.
type trial struct {
	seq    int
	cancel context.CancelFunc
	screen *try.Model
	of     diag.Endpoint
	kept   try.Save // what the open form asks a file for
	// proving is the finding that the request is to prove, nil for none.
	proving *diag.Finding
	tried   tried
}

// answered is what came of a request.
type answered struct {
	seq    int
	answer *try.Answer
	err    error
}

// try opens the screen for the endpoint under the cursor.
func (m *model) try() tea.Cmd {
	at, ok := m.endpoint(m.list.Index())
	if !ok {
		m.say("choose an endpoint to try")
		return nil
	}
	m.openTrial(at.Endpoint, m.opts.sources())
	return nil
}

// openTrial opens the screen for an endpoint; the first of sources answers for the
// backends.
func (m *model) openTrial(e *config.Endpoint, sources []try.Source) {
	m.trial.screen, m.trial.of, m.trial.proving = try.New(m.theme, formFor(m.book, e), sources...), e.ID(), nil
	m.trial.screen.SetLast(m.trial.tried.last(e.ID()))
	m.open(m.trial.screen, full)
}

// formFor is the request for an endpoint, with what the documents have for it
// filled in.
func formFor(book *offer.Book, e *config.Endpoint) try.Request {
	r, known := try.FormFor(e), book.Samples(e)
	for _, part := range []struct {
		pairs  []try.Pair
		values map[string]string
	}{{r.Params, known.Params}, {r.Query, known.Query}, {r.Headers, known.Headers}} {
		for i, p := range part.pairs {
			// A number that nothing is said of is 0 in a sample, and 1 is likelier.
			if value := part.values[p.Name]; value != "" && value != "0" {
				part.pairs[i].Value = value
			}
		}
	}
	if r.HasBody() {
		r.Body = known.Body
	}
	return r
}

// sources are who can answer tried requests for the backends, first who does so
// unless the user says otherwise: who names recordings means them.
func (o *Options) sources() []try.Source {
	var list []try.Source
	if o.Mocked {
		list = append(list, try.Documents)
	}
	if o.Recorded != nil {
		list = append(list, try.Recorded)
	}
	if !o.Mocked {
		list = append(list, try.Live)
		if o.Mock != nil {
			list = append(list, try.Documents)
		}
	}
	return list
}

// sender sends through the gateway whose backends' calls a source answers.
func (o *Options) sender(from try.Source) try.Sender {
	switch {
	case from == try.Recorded:
		return o.Recorded
	case from == try.Documents && !o.Mocked:
		return o.Mock
	}
	return o.Send
}

// named returns the source with a name, the first one for "".
func (o *Options) named(source string) (try.Source, error) {
	var names []string
	for _, s := range o.sources() {
		if source == "" || source == s.String() {
			return s, nil
		}
		names = append(names, s.String())
	}
	return 0, fmt.Errorf("%q answers for no backend here; there is %s", source, strings.Join(names, ", "))
}

// send sends a request through the draft as it is now.
func (m *model) send(r try.Request, from try.Source) tea.Cmd {
	m.cancelTrial()
	ctx, cancel := context.WithCancel(m.ctx)
	req, err := r.HTTP(ctx)
	if err != nil {
		cancel()
		m.trial.screen.SetAnswer(nil, err)
		return nil
	}
	m.trial.cancel = cancel
	m.trial.screen.Sending()
	seq, doc, send := m.trial.seq, m.draft.Doc(), m.opts.sender(from)
	return func() tea.Msg {
		answer, err := sendThrough(ctx, send, doc, r.Endpoint, req)
		if ctx.Err() != nil {
			answer.Discard() // nobody waits for it any more
		}
		return answered{seq, answer, err}
	}
}

// sendThrough sends a request through the gateway of a document. What a gateway
// does with an odd draft must not end the editor.
func sendThrough(ctx context.Context, send try.Sender, doc *config.Document, endpoint int, req *http.Request) (a *try.Answer, err error) {
	defer func() {
		if p := recover(); p != nil {
			a, err = nil, fmt.Errorf("the gateway failed: %v", p)
		}
	}()
	return send(ctx, doc, endpoint, req)
}

func (m *model) isAnswered(a answered) {
	if a.seq != m.trial.seq || m.trial.screen == nil {
		a.answer.Discard()
		return
	}
	m.cancelTrial() // its context is of no more use
	screen, tried := m.trial.screen, &m.trial.tried
	screen.SetLast(tried.last(m.trial.of))
	screen.SetAnswer(a.answer, a.err)
	m.proved(a.answer, a.err)
	if a.err == nil {
		tried.add(m.trial.of, screen.Sent())
	}
}

// cancelTrial calls a request off that is on its way.
func (m *model) cancelTrial() {
	m.trial.seq++
	if m.trial.cancel != nil {
		m.trial.cancel()
		m.trial.cancel = nil
	}
}

// callOff calls off what is on its way: a request that is tried, a document that
// is read. It reports whether there was something.
func (m *model) callOff() bool {
	switch {
	case m.trial.cancel != nil:
		m.cancelTrial()
		m.trial.screen.SetAnswer(nil, errors.New("called off"))
	case m.intake.cancel != nil:
		m.stopImport()
		m.say("reading the document was called off")
	default:
		return false
	}
	return true
}

// closeTrial closes the screen; a page about the finding that was proved says so
// then.
func (m *model) closeTrial() {
	m.shut()
	m.stopTrial()
	if f := m.explained; f != nil && len(m.overlays) > 0 {
		if _, ok := m.top().Component.(*page.Model); ok {
			m.shut()
			m.explain(*f)
		}
	}
}

func (m *model) stopTrial() {
	m.cancelTrial()
	m.trial.screen = nil
}
