package serve

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
	"unsafe"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/serve/stage"
)

// endpoint answers the requests of one endpoint.
type endpoint struct {
	g       *Gateway
	proxy   stage.Proxy
	forward forward
	timeout time.Duration
	cache   string // value of Cache-Control, "" for none
	through bool
	render  renderer
	list    bool // it prints a list alone
	gates   []stage.Gate
	signer  *stage.Signer // nil where nothing is signed
}

func (g *Gateway) endpoint(e *config.Endpoint, env *stage.Env) http.Handler {
	ep := &endpoint{
		g: g, proxy: stage.Endpoint(e, env), forward: newForward(e, g.agent, g.trust),
		timeout: stage.Timeout(e), through: shape.PassesThrough(e), render: newRenderer(e, int(g.opts.maxBody()), g.opts.logger()),
		gates: stage.EndpointGates(e, env), signer: stage.NewSigner(e, env),
	}
	ep.list = shape.Renderer(e) == fact.JSONCollection
	ttl := e.CacheTTL.V
	if ttl == 0 {
		ttl = g.svc.CacheTTL.V
	}
	if ttl != 0 {
		ep.cache = "public, max-age=" + strconv.Itoa(int(ttl.Seconds()))
	}
	return ep
}

func (ep *endpoint) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	params := pathParams(r)
	v := ep.g.visit(r, params)
	if !enter(ep.gates, w, v) {
		return
	}
	if err := ep.checkParams(params); err != nil {
		w.Header()["Content-Type"] = []string{typeText}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(w, "error: "+err.Error())
		return
	}
	ep.boundBody(w, r)
	ctx, cancel := context.WithTimeout(r.Context(), ep.timeout)
	defer cancel()
	if ep.signer != nil && ep.signer.Ready(ctx) != nil {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	answer, err := ep.proxy(ctx, ep.forward.request(v))
	if err == nil && ctx.Err() != nil && (answer == nil || answer.Body == nil) {
		err = ctx.Err()
		answer = nil
	}
	if answer != nil && answer.Body != nil {
		defer answer.Body.Close()
	}
	if ep.signer != nil {
		ep.sign(w, r, answer, err)
		return
	}
	ep.head(w.Header(), answer, err)
	switch {
	case answer == nil:
		ep.fail(w, err)
	case ep.through:
		ep.pass(w, r, answer)
	case !ep.writeAsIs(w, r, answer):
		ep.write(w, r, answer)
	}
}

// head sets the headers that tell of the answer.
func (ep *endpoint) head(h http.Header, a *stage.Answer, err error) {
	values := &[...]string{ep.g.version, "false"} // in one piece of memory
	h[headerVersion], h[headerCompleted] = values[0:1:1], values[1:2:2]
	if a != nil && a.Data.Len() > 0 && a.Complete {
		values[1] = "true"
		if ep.cache != "" {
			h["Cache-Control"] = []string{ep.cache}
		}
	}
	if err != nil && ep.g.opts.ExplainErrors {
		h[headerReason] = []string{oneLine(err.Error())}
	}
}

func oneLine(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x20 || r > 0x7E {
			return ' '
		}
		return r
	}, s)
}

// fail answers where there is no answer at all: with 500, or the status of the
// only backend where that is to be passed on.
func (ep *endpoint) fail(w http.ResponseWriter, err error) {
	status, kind, text := http.StatusInternalServerError, typeText, ""
	var se *stage.StatusError
	var refusal *stage.Refusal
	if errors.As(err, &refusal) && !severalFailures(err) {
		status, kind = refusal.Status, cmp.Or(refusal.ContentType, typeText)
	}
	if errors.As(err, &se) && se.Passed && !severalFailures(err) {
		status = se.Status
		if se.ContentType != "" {
			kind = se.ContentType
		}
	}
	if err != nil {
		text = err.Error()
	}
	if !ep.g.policy.errorMessages || text == "" {
		w.WriteHeader(status)
		return
	}
	w.Header()["Content-Type"] = []string{kind}
	w.WriteHeader(status)
	_, _ = io.WriteString(w, text)
}

func severalFailures(err error) bool {
	var all stage.Failures
	return errors.As(err, &all)
}

// pass hands a backend's answer on as it comes.
func (ep *endpoint) pass(w http.ResponseWriter, r *http.Request, a *stage.Answer) {
	h := w.Header()
	for name, values := range a.Header {
		if name == headerVersion {
			continue
		}
		if a.Data.Len() > 0 && len(values) > 0 && name != "Content-Length" {
			// Beside data that stages have added, which has no place in a passing
			// body, the reference sends each header twice.
			h[name] = append(h[name], values[len(values)-1])
		}
		h[name] = append(h[name], values...)
	}
	if a.Status != 0 {
		w.WriteHeader(a.Status)
	}
	if a.Body == nil {
		return
	}
	if err := stream(w, r, a.Body); err != nil && r.Context().Value(http.ServerContextKey) != nil {
		// The head is sent: only a broken connection tells the client that the
		// body is not whole.
		panic(http.ErrAbortHandler)
	}
}

var streamBuffers = sync.Pool{New: func() any { return new([32 << 10]byte) }}

// stream copies a body and flushes each piece as it comes.
func stream(w http.ResponseWriter, r *http.Request, body io.Reader) error {
	buf := streamBuffers.Get().(*[32 << 10]byte)
	flush := http.NewResponseController(w)
	for {
		n, err := body.Read(buf[:])
		if n > 0 {
			werr := inOnePiece(w, r, n, func() error {
				_, err := w.Write(buf[:n])
				return err
			})
			if werr != nil {
				return werr // a stream that is reset may still be sending the buffer
			}
			if err == nil { // else the end flushes
				// A writer that cannot flush sends when it likes.
				_ = flush.Flush()
			}
		}
		if err != nil {
			streamBuffers.Put(buf)
			if err == io.EOF {
				return nil
			}
			return err
		}
	}
}

var outBuffers = sync.Pool{New: func() any { return new([]byte) }}

// maxKeptBuffer bounds what a buffer may hold to be used again.
const maxKeptBuffer = 1 << 20

// write renders a merged answer, in one piece.
func (ep *endpoint) write(w http.ResponseWriter, r *http.Request, a *stage.Answer) {
	buf := outBuffers.Get().(*[]byte)
	out, kind, err := ep.render(r, (*buf)[:0], a)
	if err != nil {
		ep.unwritten(w, r, err)
	} else if ep.send(w, r, a, out, kind) != nil {
		return // a stream that is reset may still be sending it
	}
	a.Recycle()
	if cap(out) <= maxKeptBuffer {
		*buf = out
		outBuffers.Put(buf)
	}
}

// unwritten answers where the answer cannot be written.
func (ep *endpoint) unwritten(w http.ResponseWriter, r *http.Request, err error) {
	ep.g.opts.logger().LogAttrs(r.Context(), slog.LevelError, "not sent: "+err.Error(), slog.String("method", r.Method), slog.String("path", r.URL.Path))
	h := w.Header()
	h[headerCompleted] = []string{"false"}
	delete(h, "Cache-Control")
	ep.fail(w, err)
}

// writeAsIs writes an answer of one list that nothing has changed without a
// copy of it, and reports whether it is such an answer.
func (ep *endpoint) writeAsIs(w http.ResponseWriter, r *http.Request, a *stage.Answer) bool {
	if !ep.list {
		return false
	}
	text, ok := a.Data.Collection()
	if ok {
		// Writers do not change what they are given: io.Writer says so.
		if ep.send(w, r, a, unsafe.Slice(unsafe.StringData(text), len(text)), typeJSON) == nil {
			a.Recycle() // it is sent
		}
	}
	return ok
}

func (ep *endpoint) send(w http.ResponseWriter, r *http.Request, a *stage.Answer, out []byte, kind string) error {
	h := w.Header()
	for name, values := range a.Header { // what scripts have set
		h[name] = values
	}
	values := &[...]string{kind, strconv.Itoa(len(out))} // in one piece of memory
	if h.Get("Content-Type") == "" {
		h["Content-Type"] = values[0:1:1]
	}
	h["Content-Length"] = values[1:2:2]
	w.WriteHeader(http.StatusOK)
	return inOnePiece(w, r, len(out), func() error {
		_, err := w.Write(out)
		return err
	})
}
