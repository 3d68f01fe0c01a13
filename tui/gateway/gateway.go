// Package gateway is how the editor sends a request through the gateway that
// its draft would be: package serve builds it from the document, and the
// request goes straight to its handler. No listener is opened; backends are
// called as the document says.
//
//	send := gateway.Sender(serve.Options{})
//	answer, err := send(ctx, doc, endpoint, request)
//	defer answer.Discard()
//
// Of bodies the first megabyte is held; longer ones lie in files for as long as
// the caller wants them.
package gateway

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/shape"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/try"
)

// Sender returns a sender for the editor. The gateway is built anew for every
// request, so that it always is the draft of that moment. Of long bodies the
// start is held, and the whole lies in files that are the caller's.
func Sender(opts serve.Options) try.Sender { return sender(opts, build) }

// Alone returns a sender whose gateway has nothing but the endpoint that is asked:
// it is made faster where there are many.
func Alone(opts serve.Options) try.Sender {
	return sender(opts, func(doc *config.Document, endpoint int, opts serve.Options) (*serve.Gateway, string, error) {
		if alone, ok := only(doc, endpoint); ok {
			doc = alone
		}
		g, err := serve.Build(doc, opts)
		return g, "", err
	})
}

func sender(opts serve.Options, make func(*config.Document, int, serve.Options) (*serve.Gateway, string, error)) try.Sender {
	return func(ctx context.Context, doc *config.Document, endpoint int, req *http.Request) (*try.Answer, error) {
		heard := &exchanges{bound: MaxFile}
		defer heard.drop()
		opts := opts
		opts.Around = heard.over(opts.Around)
		g, note, err := make(doc, endpoint, opts)
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
		defer w.drop()
		start := time.Now()
		g.ServeHTTP(w, req.WithContext(ctx))
		took := time.Since(start)
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		a := w.answer()
		a.Duration, a.Note, a.Passed = took, note, passes(doc, endpoint)
		mu.Lock()
		defer mu.Unlock()
		slices.SortStableFunc(calls, func(a, b try.Call) int { return a.Backend - b.Backend })
		a.Calls = slices.Clone(calls)
		heard.complete(a.Calls)
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

// passes reports whether an endpoint hands on the answer of its backend as it is.
func passes(doc *config.Document, endpoint int) bool {
	svc := doc.Service()
	return endpoint >= 0 && endpoint < svc.NumEndpoints() && shape.PassesThrough(svc.Endpoint(endpoint))
}

// only returns the document with one endpoint only, which stays in its place: what is
// wrong with it is told with the line that it has in the file.
func only(doc *config.Document, endpoint int) (*config.Document, bool) {
	svc := doc.Service()
	list := svc.Member("endpoints")
	if doc.Format != syntax.JSON || list == nil || endpoint < 0 || endpoint >= svc.NumEndpoints() || list.Value.Kind != syntax.Array {
		return nil, false
	}
	start, end, e := list.Value.Start+1, list.Value.End-1, svc.Endpoint(endpoint).Node
	alone, err := doc.Apply(
		syntax.Edit{Start: start, End: e.Start, Text: blank(doc.Source.Text[start:e.Start])},
		syntax.Edit{Start: e.End, End: end, Text: blank(doc.Source.Text[e.End:end])},
	)
	return alone, err == nil
}

// blank leaves of a text what its lines are made of.
func blank(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' || r == '\r' || r == '\t' {
			return r
		}
		return ' '
	}, text)
}

func call(c serve.Call) try.Call {
	t := try.Call{
		Backend: c.Backend, Method: c.Method, URL: c.URL, Status: c.Status,
		Duration: c.Duration, Size: c.Size, Sent: c.Sent, Header: c.Header, Body: c.Body, Rule: c.Rule,
	}
	if c.Err != nil {
		t.Err = told(c.Err)
	}
	return t
}

// told is why a call failed, in words of the network where it is of there. The URL
// stands beside it already.
func told(err error) string {
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	var unknown x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var lookup *net.DNSError
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return "no answer within the timeout of the endpoint: " + err.Error()
	case errors.Is(err, syscall.ECONNREFUSED):
		return "nothing listens there: " + err.Error()
	case errors.As(err, &lookup):
		return "the name of the host is not known: " + err.Error()
	case errors.As(err, &unknown), errors.As(err, &name), errors.As(err, &invalid):
		return "the certificate is not trusted: " + err.Error()
	}
	return err.Error()
}

// recorder keeps the answer of a handler.
type recorder struct {
	header http.Header
	status int
	body   *spool // nil before the answer begins
}

func (r *recorder) Header() http.Header { return r.header }

func (r *recorder) WriteHeader(status int) {
	if r.status == 0 && status >= 200 {
		r.status, r.body = status, newSpool(r.header, MaxFile)
	}
}

func (r *recorder) Write(p []byte) (int, error) {
	r.WriteHeader(http.StatusOK)
	return r.body.Write(p)
}

// ReadFrom takes a streamed body to its end.
func (r *recorder) ReadFrom(src io.Reader) (int64, error) {
	r.WriteHeader(http.StatusOK)
	return io.Copy(struct{ io.Writer }{r}, src)
}

// Flush does nothing: the answer is looked at when it is whole.
func (r *recorder) Flush() {}

// answer returns what was answered, whose file is the caller's from then on.
func (r *recorder) answer() *try.Answer {
	r.WriteHeader(http.StatusOK)
	a := &try.Answer{Status: r.status, Header: r.header}
	a.Body, a.Size, a.File = r.body.take()
	r.body = nil
	return a
}

// drop takes away the file of an answer that nobody has taken.
func (r *recorder) drop() {
	if r.body != nil {
		r.body.drop()
	}
}
