package stage

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/textproto"
	"net/url"
	"runtime/debug"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/serve/payload"
)

// call is one backend, ready to be asked.
type call struct {
	from    config.EndpointRef
	index   int // of the backend in its endpoint
	env     *Env
	send    sender
	method  string
	pattern pattern
	hosts   *hosts
	headers []string // narrow those of the request; empty for all
	queries []string

	// through: the answer is handed on unread. discard: it is lost, since the
	// backend is no-op and its endpoint is not.
	through, discard bool
	encoding         string
	read             reader
	rules            *payload.Rules
	flatmap          *flatmap

	onError statusPolicy
	resend  bool // the body may be sent again after a redirect
}

func newCall(b *config.Backend, env *Env) *call {
	transport := authorized(b, env, caching(b, env, env.Transport))
	c := &call{
		from: b.Endpoint.Ref(), index: b.Index, env: env, method: b.HTTPMethod(), send: martian(b, env, follow(transport)),
		pattern: newPattern(b.URLPattern.V), hosts: newHosts(b, env.RandomHosts),
		queries: b.InputQueryStrings.V,
		through: shape.PassesThrough(b.Endpoint),
		rules:   payload.NewRules(b.Target.V, b.Allow.V, b.Deny.V, b.Mapping.V, b.Group.V),
		flatmap: newFlatmap(b.Extra.Get("proxy").Get("flatmap_filter")),
		onError: newStatusPolicy(b),
		resend:  settings{b.Extra.Get("backend/http/client")}.flag("send_body_on_redirect"),
	}
	for _, name := range b.InputHeaders.V {
		c.headers = append(c.headers, textproto.CanonicalMIMEHeaderKey(name))
	}
	c.discard = !c.through && b.Encoding.V == fact.NoOp
	c.encoding, c.read = newReader(b, c.rules, c.flatmap != nil)
	return c
}

// backend is what the configuration says of the call. It is not kept: a gateway
// has thousands of calls, and needs it for those that fail or are measured.
func (c *call) backend() *config.Backend {
	for _, b := range c.from.Endpoint().Backends {
		if b != nil && b.Index == c.index {
			return b
		}
	}
	return nil
}

// reader reads the body of an answer.
type reader func(m *payload.Memory, text string) (payload.Object, error)

// newReader returns the name of a backend's encoding, and what reads it and
// shapes it by the rules, unless the answer is left as it is.
func newReader(b *config.Backend, rules *payload.Rules, asItIs bool) (string, reader) {
	name, decode := decoder(b)
	switch {
	case asItIs:
		return name, decode
	case name == fact.JSON && !b.IsCollection.V:
		return name, rules.Read
	}
	return name, func(m *payload.Memory, text string) (payload.Object, error) {
		o, err := decode(m, text)
		if err != nil {
			return payload.Object{}, err
		}
		return rules.Apply(m, o), nil
	}
}

// decoder returns how the body of a backend is read.
func decoder(b *config.Backend) (string, reader) {
	e := shape.Encoding(b)
	switch e.Name {
	case fact.SafeJSON:
		return e.Name, payload.DecodeAny
	case fact.String:
		return e.Name, func(_ *payload.Memory, s string) (payload.Object, error) { return payload.Text(s), nil }
	case fact.XML:
		list := b.IsCollection.V
		return e.Name, func(_ *payload.Memory, s string) (payload.Object, error) { return payload.DecodeXML(s, list) }
	case fact.RSS:
		return e.Name, func(_ *payload.Memory, s string) (payload.Object, error) { return payload.DecodeFeed(s) }
	case fact.NoOp:
		return e.Name, func(*payload.Memory, string) (payload.Object, error) { return payload.Object{Null: true}, nil }
	}
	if b.IsCollection.V {
		return fact.JSON, payload.DecodeCollection
	}
	return fact.JSON, payload.Decode
}

// addressed makes the request of the client one to a host of the backend, with
// what of it the backend takes. A step that panics behind it costs the call, not
// the gateway.
func (c *call) addressed(next Proxy) Proxy {
	return func(ctx context.Context, r *Request) (answer *Answer, err error) {
		defer func() {
			if v := recover(); v != nil {
				c.env.Logger.LogAttrs(ctx, slog.LevelError, "a call broke", slog.Any("panic", v), slog.String("stack", string(debug.Stack())))
				answer, err = nil, startReport(ctx, c).failed(fmt.Errorf("internal error: %v", v))
			}
		}()
		host, err := c.hosts.pick(ctx)
		if err != nil {
			return nil, startReport(ctx, c).failed(err)
		}
		if c.env.StrictParams {
			if err := c.pattern.check(r.Params); err != nil {
				return nil, startReport(ctx, c).failed(&Refusal{Status: http.StatusBadRequest, Err: err})
			}
		}
		q := *r
		q.Method, q.Path = c.method, c.pattern.fill(r.Params)
		q.Header, q.Query = c.header(r.Header), c.query(r.Query)
		q.URL = withQuery(host+q.Path, q.Query)
		return next(ctx, &q)
	}
}

// do makes the call that a request is addressed to.
func (c *call) do(ctx context.Context, r *Request) (*Answer, error) {
	rep := startReport(ctx, c)
	o := observer(ctx)
	if o == nil {
		return c.ask(ctx, r, rep)
	}
	ctx, end := o.Backend(ctx, c.backend())
	a, err := c.ask(ctx, r, rep)
	end(Outcome{Status: rep.status, Complete: a != nil && a.Complete, Size: int64(len(rep.text)), Err: err})
	return a, err
}

func (c *call) ask(ctx context.Context, r *Request, rep *report) (*Answer, error) {
	req, err := c.request(ctx, r)
	if err != nil {
		return nil, rep.failed(err)
	}
	rep.asks(req)
	resp, err := c.send(req)
	if err != nil {
		return nil, rep.failed(orTimeout(ctx, err))
	}
	rep.answers(resp)
	switch {
	case resp.StatusCode < 200 || resp.StatusCode > 999:
		resp.Body.Close()
		return nil, rep.failed(fmt.Errorf("status %d is none that an answer can have", resp.StatusCode))
	case c.through:
		return &Answer{Complete: true, Status: resp.StatusCode, Header: resp.Header, Body: rep.body(resp.Body)}, nil
	case c.discard:
		return c.discarded(resp, rep)
	case !fact.Decoded(resp.StatusCode):
		return c.badStatus(req, resp, rep)
	}
	memory := payload.NewMemory()
	data, err := c.data(ctx, resp, rep, memory)
	if err != nil {
		return nil, rep.failed(err)
	}
	rep.done()
	answer := &Answer{Complete: true, Data: data}
	if rep.sink == nil { // else whoever traces has a part of it
		answer.memory = memory
	}
	return answer, nil
}

// orTimeout returns that the time is over, or the client gone, where that is why
// something failed.
func orTimeout(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// data reads the answer and shapes it. A body that breaks off behind a whole
// value is as good as one that ends there.
func (c *call) data(ctx context.Context, resp *http.Response, rep *report, memory *payload.Memory) (payload.Object, error) {
	text, err := read(resp, c.env.MaxBody, memory)
	rep.text = text
	if errors.Is(err, ErrBodyTooLarge) {
		return payload.Object{}, err
	}
	o, bad := c.read(memory, text)
	switch {
	case bad != nil && err != nil:
		return o, orTimeout(ctx, err)
	case bad != nil:
		return o, &DecodeError{Encoding: c.encoding, Err: bad, Rule: suspect(text, c.backend().IsCollection.V, c.encoding)}
	case c.flatmap == nil:
		return o, nil
	}
	// With a flatmap filters and renaming are off, the target and the group not.
	o, err = c.flatmap.apply(c.rules.Target(o))
	return c.rules.Wrap(memory, o), err
}

// request makes the request for the backend.
func (c *call) request(ctx context.Context, r *Request) (*http.Request, error) {
	if c.resend {
		if err := r.Body.Keep(c.env.MaxBody); err != nil {
			return nil, err
		}
	}
	body := r.Body.reader()
	req, err := http.NewRequestWithContext(ctx, r.Method, r.URL, body)
	if err != nil {
		return nil, err
	}
	req.Header = r.Header
	if o := observer(ctx); o != nil {
		req.Header = r.Header.Clone()
		o.Header(ctx, req.Header)
	}
	if c.resend && body != nil {
		req.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(r.Body.reader()), nil }
	}
	return req, nil
}

// header returns the headers that the backend takes; nobody may change them.
func (c *call) header(all http.Header) http.Header {
	if len(c.headers) == 0 && all != nil {
		return all
	}
	h := make(http.Header, len(c.headers))
	for _, name := range c.headers {
		if v, ok := all[name]; ok {
			h[name] = v
		}
	}
	return h
}

func (c *call) query(all url.Values) url.Values {
	if len(c.queries) == 0 {
		return all
	}
	q := url.Values{}
	for _, name := range c.queries {
		if v, ok := all[name]; ok {
			q[name] = v
		}
	}
	return q
}

// discarded drops an answer that nobody renders.
func (c *call) discarded(resp *http.Response, rep *report) (*Answer, error) {
	text, _ := read(resp, TraceBytes, new(payload.Memory))
	rep.text = text
	if text != "" {
		rep.lost("the backend's answer is dropped: its encoding is no-op, its endpoint's output is not")
	}
	rep.done()
	return &Answer{Complete: true}, nil
}
