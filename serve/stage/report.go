package stage

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
)

// TraceBytes bounds how much of an answer a Call holds.
const TraceBytes = 64 << 10

// Call is what became of one call of a backend.
type Call struct {
	Endpoint diag.Endpoint
	Backend  int // its index in the endpoint
	Method   string
	URL      string // without user and password
	Status   int    // 0 when there was no answer
	Duration time.Duration
	Size     int64
	// Sent are the headers of the request as the backend is called with them,
	// Header those of its answer, nil when there was none. Both are the sink's
	// own, and have what is secret in them.
	Sent, Header http.Header
	// Body is the start of the answer, up to TraceBytes.
	Body string
	Err  error
	// Rule is the id of the lint rule that would have told of the failure.
	Rule string
}

type traceKey struct{}

// WithTrace returns a context whose request reports each of its calls to sink.
// Calls of one request may end at the same time: sink must be safe for that.
func WithTrace(ctx context.Context, sink func(Call)) context.Context {
	return context.WithValue(ctx, traceKey{}, sink)
}

// report collects what a call did, for the trace and the log.
type report struct {
	ctx    context.Context
	c      *call
	start  time.Time
	sink   func(Call)
	url    *url.URL
	sent   http.Header
	header http.Header
	status int
	text   string
	size   int64
}

func startReport(ctx context.Context, c *call) *report {
	sink, _ := ctx.Value(traceKey{}).(func(Call))
	return &report{ctx: ctx, c: c, start: time.Now(), sink: sink}
}

// asks notes what the backend is called with.
func (r *report) asks(req *http.Request) {
	r.url = req.URL
	if r.sink != nil {
		r.sent = req.Header.Clone()
	}
}

// answers notes what the backend says before its body. Later steps may change
// the headers, so a sink gets them as they are now.
func (r *report) answers(resp *http.Response) {
	r.status = resp.StatusCode
	if r.sink != nil {
		r.header = resp.Header.Clone()
	}
}

func (r *report) endpoint() diag.Endpoint { return r.c.from.Endpoint().ID() }

// address is the called URL without what is secret in it.
func (r *report) address() string {
	if r.url == nil {
		return r.c.backend().ID()
	}
	return MaskURL(r.url)
}

func (r *report) emit(err error, rule string) {
	if r.sink == nil {
		return
	}
	size := max(r.size, int64(len(r.text)))
	text := r.text
	if len(text) > TraceBytes {
		text = text[:TraceBytes]
	}
	r.sink(Call{
		Endpoint: r.endpoint(), Backend: r.c.index, Method: r.c.method, URL: r.address(), Status: r.status,
		Duration: time.Since(r.start), Size: size, Sent: r.sent, Header: r.header, Body: text, Err: err, Rule: rule,
	})
}

func (r *report) done() { r.emit(nil, "") }

// failed writes the one line that a failed call has in the log.
func (r *report) failed(err error) error {
	rule, want := r.reason(err)
	attrs := []slog.Attr{
		slog.String("endpoint", r.endpoint().String()),
		slog.Int("backend", r.c.index),
		slog.String("call", r.c.method+" "+r.address()),
	}
	if r.status != 0 {
		attrs = append(attrs, slog.Int("status", r.status))
	}
	attrs = append(attrs, slog.String("error", r.words(err)))
	if want != "" {
		attrs = append(attrs, slog.String("want", want))
	}
	if rule != "" {
		attrs = append(attrs, slog.String("rule", rule))
	}
	r.c.env.Logger.LogAttrs(r.ctx, slog.LevelWarn, "backend call failed", attrs...)
	r.emit(err, rule)
	return err
}

// words are an error's message without the URL that was called, which stands
// beside it already and may hold secrets.
func (r *report) words(err error) string {
	var ue *url.Error
	var se *StatusError
	switch {
	case errors.As(err, &ue):
		return ue.Err.Error()
	case errors.As(err, &se):
		return "the status is not one that is decoded"
	}
	return err.Error()
}

// lost writes a line about data that no client will see.
func (r *report) lost(message string) {
	r.c.env.Logger.LogAttrs(r.ctx, slog.LevelWarn, message,
		slog.String("endpoint", r.endpoint().String()), slog.Int("backend", r.c.index),
		slog.String("call", r.c.method+" "+r.address()), slog.String("rule", diag.NoopBackendOnly))
}

// reason says which lint rule would have told of an error, and what the gateway
// expected instead.
func (r *report) reason(err error) (rule, want string) {
	var se *StatusError
	var de *DecodeError
	switch {
	case errors.As(err, &se):
		want = "200 or 201"
		switch {
		case se.Status == 204, se.Status/100 == 2 && r.text == "":
			rule = diag.EmptyBodyDecoded
		case se.Status/100 == 2:
			rule = diag.StatusUnsupported
		}
	case errors.As(err, &de):
		rule = de.Rule
		want = "a body that " + de.Encoding + " can decode"
		if r.c.backend().IsCollection.V {
			want += " with is_collection"
		}
	case errors.Is(err, ErrNoHosts):
		rule, want = diag.HostMissing, "a host"
	}
	return rule, want
}

func suspect(text string, collection bool, encoding string) string {
	text = strings.TrimLeft(text, " \t\r\n")
	if text == "" {
		return diag.EmptyBodyDecoded
	}
	if encoding != fact.JSON {
		return diag.MediaTypeMismatch
	}
	switch c := text[0]; {
	case c == '[' && !collection:
		return diag.CollectionMissing
	case c == '{' && collection:
		return diag.CollectionUnexpected
	case c == '"', c == '-', '0' <= c && c <= '9', strings.HasPrefix(text, "true"), strings.HasPrefix(text, "false"):
		return diag.JSONScalar
	}
	return diag.MediaTypeMismatch
}

// body lets a passing body report when it ends.
func (r *report) body(b io.ReadCloser) io.ReadCloser {
	if r.sink == nil {
		return b
	}
	return &traced{ReadCloser: b, r: r}
}

type traced struct {
	io.ReadCloser
	r    *report
	head strings.Builder
	err  error
	over bool
}

func (t *traced) Read(p []byte) (int, error) {
	n, err := t.ReadCloser.Read(p)
	t.r.size += int64(n)
	if room := TraceBytes - t.head.Len(); room > 0 {
		t.head.Write(p[:min(n, room)])
	}
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}

func (t *traced) Close() error {
	if !t.over {
		t.over = true
		t.r.text = t.head.String()
		t.r.emit(t.err, "")
	}
	return t.ReadCloser.Close()
}
