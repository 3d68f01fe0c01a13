package tui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/form"
	"github.com/gatewright/gatewright/tui/offer"
	"github.com/gatewright/gatewright/tui/try"
	"github.com/gatewright/gatewright/tui/ui"
)

// Static data of the strategy incomplete stands in for the part of a backend that
// fails.

// incomplete is the strategy that adds static data whenever a backend has failed.
const incomplete = "incomplete"

// aboutStandIn says what the reference gateway does with such data.
const aboutStandIn = "static data that answers where a backend fails. It is added whenever one of them does, and takes the place of the same keys of those that answer"

// standInFor returns the endpoint of a draft that an answer is of, and why static
// data cannot stand in there for what is missing.
func standInFor(d *draft.Draft, of diag.Endpoint, sent try.Sent) (*config.Endpoint, error) {
	at, ok := endpointAt(d, sent.Request.Endpoint)
	if !ok || at.Endpoint.ID() != of {
		return nil, fmt.Errorf("%s is no longer where it was; try it again", of)
	}
	e := at.Endpoint
	proxy := e.Extra.Get("proxy")
	static := proxy.Get("static")
	switch {
	case d.Locked() != "":
		return nil, errors.New(d.Locked())
	case !sent.Answer.Lacks():
		return nil, errors.New("nothing is missing of the answer: static data stands in for a backend that fails beside others")
	case shape.PassesThrough(e):
		return nil, errors.New("no-op passes the answer of the backend through, static data is not put into it")
	case len(e.Backends) < 2:
		return nil, errors.New("the endpoint has one backend: there is no other part for static data to stand beside")
	case shape.Renderer(e) == fact.JSONCollection, shape.Renderer(e) == fact.String:
		return nil, fmt.Errorf("output_encoding %q shows one key alone, static data would never be seen", shape.Renderer(e))
	case static != nil && static.Get("strategy").Str() != incomplete:
		return nil, fmt.Errorf("the endpoint has static data with the strategy %q, and can have one", cmp.Or(static.Get("strategy").Str(), "always"))
	case e.Extra.Node != nil && !e.Extra.Node.IsNull() && e.Extra.Node.Kind != syntax.Object, proxy != nil && !proxy.IsNull() && proxy.Kind != syntax.Object:
		return nil, errors.New("extra_config, or proxy in it, is no object")
	case static != nil && static.Get("data") != nil && static.Get("data").Kind != syntax.Object:
		return nil, errors.New("proxy.static has data that is no object")
	case sent.Answer.Size > int64(len(sent.Answer.Body)):
		return nil, errors.New("the answer is too long to see what it lacks")
	}
	return e, nil
}

// standIns returns what is missing of an answer, each member with a value that says
// nothing: as the documents of the backends that failed have it, else as the last
// whole answer had it, else as far as the configuration names it.
func (o *Options) standIns(ctx context.Context, book *offer.Book, doc *config.Document, e *config.Endpoint, sent try.Sent, whole []try.Part) []try.Part {
	parts := o.documented(ctx, book, doc, e, sent)
	if parts == nil {
		parts = whole
	}
	if parts == nil {
		for _, i := range sent.Answer.Failed() {
			if i < len(e.Backends) && e.Backends[i] != nil {
				parts = append(parts, broughtBy(e.Backends[i])...)
			}
		}
	}
	has := sent.Answer.Parts()
	return slices.DeleteFunc(slices.Clone(parts), func(p try.Part) bool {
		return slices.ContainsFunc(has, func(h try.Part) bool { return h.Name == p.Name })
	})
}

// documented returns the members of the answer that the documents give to a
// request, nil where they know nothing of a backend that failed.
func (o *Options) documented(ctx context.Context, book *offer.Book, doc *config.Document, e *config.Endpoint, sent try.Sent) []try.Part {
	if o.Mock == nil || !harmless(e) {
		return nil
	}
	for _, i := range sent.Answer.Failed() {
		if i >= len(e.Backends) || e.Backends[i] == nil || len(book.Operations(e.Backends[i])) == 0 {
			return nil
		}
	}
	req, err := sent.Request.HTTP(ctx)
	if err != nil {
		return nil
	}
	a, err := sendThrough(ctx, o.Mock, doc, e.Index, req)
	defer a.Discard()
	if err != nil || a.Status >= 300 {
		return nil
	}
	for _, i := range sent.Answer.Failed() {
		if slices.Contains(a.Failed(), i) {
			return nil
		}
	}
	return a.Parts()
}

// broughtBy are the members that a backend brings as far as the configuration
// names them: its group, its collection, or what it lets through.
func broughtBy(b *config.Backend) []try.Part {
	inner := "{}"
	var list []try.Part
	sure, _ := shape.Collects(b)
	switch {
	case sure:
		list = []try.Part{{Name: fact.CollectionKey, JSON: "[]"}}
	case shape.Encoding(b).Name == fact.String:
		list = []try.Part{{Name: fact.ContentKey, JSON: "null"}}
	default:
		for _, path := range b.Allow.V {
			name, _, _ := strings.Cut(path, ".")
			if !slices.ContainsFunc(list, func(p try.Part) bool { return p.Name == name }) {
				list = append(list, try.Part{Name: name, JSON: "null"})
			}
		}
	}
	if b.Group.V == "" {
		return list
	}
	if list != nil {
		inner = try.Object(list)
	}
	return []try.Part{{Name: b.Group.V, JSON: inner}}
}

// putStandIns adds static data to an endpoint, as one change, and returns where it
// stands.
func putStandIns(d *draft.Draft, e *config.Endpoint, failed []int, parts []try.Part) (pointer string, err error) {
	label := fmt.Sprintf("static data for backend %d", failed[0])
	if len(failed) > 1 {
		label = fmt.Sprintf("static data for %d backends", len(failed))
	}
	entry := e.Extra.Entry("proxy")
	if entry != nil && entry.Node.Get("static").Get("data") != nil {
		pointer = syntax.Join(entry.Pointer, "static", "data")
		data := entry.Node.Get("static").Get("data")
		return pointer, d.Group(label, pointer, func() error {
			changed := false
			for _, p := range parts {
				if data.Get(p.Name) != nil {
					continue
				}
				edits, err := d.Doc().Set(syntax.Join(pointer, p.Name), p.JSON)
				if err == nil {
					err = d.Do(label, pointer, edits)
				}
				if err != nil {
					return err
				}
				changed = true
			}
			if !changed {
				return draft.ErrNoChange
			}
			return nil
		})
	}
	json := `{"data": ` + try.Object(parts) + `, "strategy": "` + incomplete + `"}`
	switch {
	case entry != nil && entry.Node.Kind == syntax.Object:
		pointer = syntax.Join(entry.Pointer, "static")
	case e.Extra.Node != nil && e.Extra.Node.Kind == syntax.Object:
		pointer, json = syntax.Join(e.Extra.Pointer, "proxy"), `{"static": `+json+`}`
	default:
		pointer, json = e.Field(field.ExtraConfig), `{"proxy": {"static": `+json+`}}`
	}
	edits, err := d.Doc().Set(pointer, laidOut(json))
	if err != nil {
		return "", err
	}
	return pointer, d.Do(label, pointer, edits)
}

// standing is what static data shall have that stands in for failed backends.
type standing struct {
	of    diag.Endpoint
	sent  try.Sent
	parts []try.Part
}

// standIn finds out what is missing of an answer, to have static data stand in for
// it.
func (m *model) standIn(sent try.Sent) tea.Cmd {
	of := m.trial.of
	e, err := standInFor(m.draft, of, sent)
	if err != nil {
		m.warn(err.Error())
		return nil
	}
	ctx, doc, opts, book, whole := m.ctx, m.draft.Doc(), m.opts, m.book, m.trial.tried.whole(of)
	return m.ofThis(func() tea.Msg {
		return standing{of, sent, opts.standIns(ctx, book, doc, e, sent, whole)}
	})
}

// isStanding puts static data into the draft, and opens the form with it.
func (m *model) isStanding(s standing) tea.Cmd {
	e, err := standInFor(m.draft, s.of, s.sent)
	if err != nil {
		m.warn(err.Error())
		return nil
	}
	pointer, err := putStandIns(m.draft, e, s.sent.Answer.Failed(), s.parts)
	if errors.Is(err, draft.ErrNoChange) {
		m.say("the static data of the endpoint has all that is missing")
		return nil
	}
	cmd := m.changed(err)
	if err != nil {
		return cmd
	}
	if len(m.overlays) == 0 || m.top().Component != ui.Component(m.trial.screen) {
		return cmd
	}
	m.shut()
	m.stopTrial()
	m.goTo(pointer)
	m.setFocus(paneDetail)
	at, _ := m.endpoint(s.sent.Request.Endpoint)
	if entry := at.Endpoint.Extra.Entry("proxy"); entry != nil {
		m.detail.Select(entry.Pointer)
		if at := m.detail.At(); at.Extra {
			f := field.Extension(at.Level(), entry.Written)
			f.About = aboutStandIn
			dialog := form.New(m.theme, at, f, "")
			if line, ok := dialog.(interface{ Point(text string) }); ok {
				line.Point(`"data"`)
			}
			m.open(dialog, small)
		}
	}
	return cmd
}
