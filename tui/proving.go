package tui

import (
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/offer"
	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/try"
)

// A finding is proved by a request to its endpoint, with the documents answering
// for the backends.

// prove sends the request that shows what a finding is about, on the screen for
// trying.
func (m *model) prove(f diag.Finding) tea.Cmd {
	if m.of != m.draft.Doc() {
		m.warn("the draft is being checked; try again in a moment")
		return nil
	}
	e, err := m.opts.provable(m.draft, m.book, f)
	if err != nil {
		m.warn(err.Error())
		return nil
	}
	sources := m.opts.sources()
	if i := slices.Index(sources, try.Documents); i > 0 {
		sources = slices.Insert(slices.Delete(sources, i, i+1), 0, try.Documents)
	}
	m.openTrial(e, sources)
	m.trial.proving = &f
	return m.send(formFor(m.book, e), try.Documents)
}

// provable returns the endpoint of a finding, and what is missing to send a request
// to it with the documents answering.
func (o *Options) provable(d *draft.Draft, book *offer.Book, f diag.Finding) (*config.Endpoint, error) {
	at, ok := endpointAt(d, draft.EndpointOf(f.Pointer))
	switch {
	case !ok:
		return nil, errors.New("the finding is about no endpoint that a request could be sent to")
	case o.Mock == nil && !o.Mocked:
		return nil, errors.New("no document is known that could answer for the backends: --spec FILE names one")
	}
	e := at.Endpoint
	for i, b := range e.Backends {
		concerned := draft.BackendOf(f.Pointer) < 0 || draft.BackendOf(f.Pointer) == i
		if b != nil && concerned && len(book.Operations(b)) == 0 {
			return nil, fmt.Errorf("no document describes %s %s, so that there is no answer to show what happens: --spec FILE names one", b.HTTPMethod(), secret.Line(b.ID()))
		}
	}
	return e, nil
}

// proof says what came of a request for the sake of a finding: what each backend
// answered, and what the client got of that.
func proof(f diag.Finding, a *try.Answer, err error, arrow string) string {
	if err != nil {
		first, _, more := strings.Cut(err.Error(), "\n")
		if more {
			first += " ..."
		}
		var refused *serve.ConfigError
		if errors.As(err, &refused) {
			return "the gateway does not start: " + first
		}
		return "there is no answer: " + first
	}
	var said []string
	for _, c := range a.Calls {
		switch {
		case c.Status == 0:
			said = append(said, named(c.URL)+" does not answer: "+c.Err)
		default:
			said = append(said, strings.TrimSpace(fmt.Sprintf("%s answers %d %s", named(c.URL), c.Status, brief([]byte(c.Body)))))
		}
	}
	if said == nil {
		said = []string{"no backend is called"}
	}
	client := strings.TrimSpace(fmt.Sprintf("client gets %d %s", a.Status, brief(a.Body)))
	if a.Status < 300 && a.Incomplete() {
		client += ", incomplete"
	}
	if len(a.Calls) == 0 && (a.Status == http.StatusUnauthorized || a.Status == http.StatusForbidden) {
		client += "; give the request what it lacks, and send it again"
	}
	if f.Effect == diag.Refused || f.Effect == diag.Fails && a.Status < 400 {
		client += "; what the documents answer does not show it"
	}
	return strings.Join(said, ", ") + " " + arrow + " " + client
}

// named is what a backend is called by: its host, with the port where only that
// tells it from others.
func named(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return address
	}
	if host := u.Hostname(); host != "localhost" && net.ParseIP(host) == nil {
		return host
	}
	return u.Host
}

// briefly is how much of a body a proof has, in bytes.
const briefly = 48

// brief is the start of a body in one line, "" of none.
func brief(body []byte) string {
	if len(body) == 0 {
		return ""
	}
	text := strings.ToValidUTF8(inLine(body[:min(len(body), 4*briefly)]), "")
	if len(text) <= briefly && len(body) <= 4*briefly {
		return text
	}
	return strings.ToValidUTF8(text[:min(len(text), briefly)], "") + "..."
}

// proved notes what a request has shown of the finding that it was sent for.
func (m *model) proved(a *try.Answer, err error) {
	if m.trial.proving == nil || m.trial.screen.Sent().From != try.Documents && !m.opts.Mocked {
		return
	}
	arrow := "→"
	if m.theme.ASCII {
		arrow = "->"
	}
	f := *m.trial.proving
	m.findings.SetProof(f, proof(f, a, err, arrow))
}
