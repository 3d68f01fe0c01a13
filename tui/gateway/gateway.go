// Package gateway is how the editor sends a request through the gateway that
// its draft would be: package serve builds it from the document, and the
// request goes straight to its handler. No listener is opened; backends are
// called as the document says.
package gateway

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/try"
)

// MaxAnswer is how many bytes of an answer are kept; the rest is thrown away.
const MaxAnswer = 8 << 20

// Sender returns a sender for the editor. The gateway is built anew for every
// request, so that it always is the draft of that moment.
func Sender(opts serve.Options) try.Sender {
	return sender(func(doc *config.Document, endpoint int) (*serve.Gateway, string, error) {
		return build(doc, endpoint, opts)
	})
}

// Alone returns a sender whose gateway has nothing but the endpoint that is asked:
// it is made faster where there are many.
func Alone(opts serve.Options) try.Sender {
	return sender(func(doc *config.Document, endpoint int) (*serve.Gateway, string, error) {
		if alone, ok := only(doc, endpoint); ok {
			doc = alone
		}
		g, err := serve.Build(doc, opts)
		return g, "", err
	})
}

func sender(make func(doc *config.Document, endpoint int) (*serve.Gateway, string, error)) try.Sender {
	return func(ctx context.Context, doc *config.Document, endpoint int, req *http.Request) (*try.Answer, error) {
		g, note, err := make(doc, endpoint)
		if err != nil {
			return nil, err
		}
		defer g.Close()
		var mu sync.Mutex
		var calls []try.Call
		ctx = serve.WithTrace(ctx, func(c serve.Call) {
			mu.Lock()
			defer mu.Unlock()
			calls = append(calls, call(c))
		})
		w := &recorder{header: http.Header{}}
		start := time.Now()
		g.ServeHTTP(w, req.WithContext(ctx))
		a := &try.Answer{Status: w.code(), Header: w.header, Body: w.body.Bytes(), Duration: time.Since(start), Note: note}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		mu.Lock()
		defer mu.Unlock()
		slices.SortStableFunc(calls, func(a, b try.Call) int { return a.Backend - b.Backend })
		a.Calls = slices.Clone(calls)
		return a, nil
	}
}

// build makes the gateway of a document. Where only other endpoints keep it from
// starting, it makes that of the one endpoint, with a note: who edits one
// endpoint should not have to mend all others first.
func build(doc *config.Document, endpoint int, opts serve.Options) (g *serve.Gateway, note string, err error) {
	g, err = serve.Build(doc, opts)
	var refused *serve.ConfigError
	if !errors.As(err, &refused) {
		return g, "", err
	}
	for _, f := range refused.Findings {
		if i := draft.EndpointOf(f.Pointer); i < 0 || i == endpoint {
			return nil, "", err
		}
	}
	alone, ok := only(doc, endpoint)
	if !ok {
		return nil, "", err
	}
	g, aloneErr := serve.Build(alone, opts)
	if aloneErr != nil {
		return nil, "", err
	}
	return g, fmt.Sprintf("tried alone: the gateway does not start because of: %s", refused.Findings[0]), nil
}

// only returns the document with one endpoint only.
func only(doc *config.Document, endpoint int) (*config.Document, bool) {
	svc := doc.Service()
	list := svc.Member("endpoints")
	if list == nil || endpoint < 0 || endpoint >= svc.NumEndpoints() || list.Value.Kind != syntax.Array {
		return nil, false
	}
	text := "[" + svc.Endpoint(endpoint).Node.Span.Text() + "]"
	alone, err := doc.Apply(syntax.Edit{Start: list.Value.Start, End: list.Value.End, Text: text})
	return alone, err == nil && doc.Format == syntax.JSON
}

func call(c serve.Call) try.Call {
	t := try.Call{
		Backend: c.Backend, Method: c.Method, URL: c.URL, Status: c.Status,
		Duration: c.Duration, Size: c.Size, Sent: c.Sent, Header: c.Header, Body: c.Body, Rule: c.Rule,
	}
	if c.Err != nil {
		t.Err = c.Err.Error()
	}
	return t
}

// recorder keeps the answer of a handler, up to MaxAnswer bytes of its body.
type recorder struct {
	header http.Header
	status int
	body   bytes.Buffer
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status = status
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	keep := min(len(p), MaxAnswer-r.body.Len())
	r.body.Write(p[:keep])
	return len(p), nil
}

// ReadFrom keeps the start of a streamed body and reads the rest away.
func (r *recorder) ReadFrom(src io.Reader) (int64, error) {
	r.WriteHeader(http.StatusOK)
	return io.Copy(struct{ io.Writer }{r}, src)
}

// Flush does nothing: the answer is looked at when it is whole.
func (r *recorder) Flush() {}

func (r *recorder) code() int {
	if r.status == 0 {
		return http.StatusOK
	}
	return r.status
}
