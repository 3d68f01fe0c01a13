// Package contract tests a gateway against its own word: it sends an example
// request to every endpoint, with backends that answer as their documents say,
// and compares the answer with what the exported document of the gateway
// promises.
//
// The common call is
//
//	result, err := contract.Run(ctx, doc, services, contract.Options{})
//	err = result.Write(os.Stdout, contract.Text)
//
// Everything runs in the process: no listener is opened and no host is called.
// Tokens are not looked at, and limits not counted, since the test is about
// answers.
package contract

import (
	"bytes"
	"context"
	"fmt"
	"mime"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
)

// Options are how a gateway is tested. The zero value is fit for use.
type Options struct {
	// Dir is the folder that relative paths of the configuration start from; the
	// working directory where it is empty.
	Dir string
	// Transport answers for the backends; nil is a mock made of the documents. An
	// example that breaks its own document fails no test of a mock.
	Transport http.RoundTripper
}

// Outcome is how a check ended.
type Outcome string

// The outcomes.
const (
	Passed  Outcome = "ok"
	Failed  Outcome = "failed"
	Skipped Outcome = "skipped"
)

// Check is the test of one endpoint.
type Check struct {
	Method string `json:"method"`
	Path   string `json:"path"`
	// Request is the path with the query string that was asked for.
	Request string  `json:"request"`
	Outcome Outcome `json:"outcome"`
	// Status and MediaType are those of the answer; 0 for one that was not asked
	// for.
	Status    int    `json:"status,omitempty"`
	MediaType string `json:"mediaType,omitempty"`
	// Differences are what the answer has otherwise than promised, or why there
	// was no test.
	Differences []string `json:"differences,omitempty"`
	// Place is where the endpoint stands, as file:line:column.
	Place string `json:"place"`
}

// Result is the test of a gateway.
type Result struct {
	Checks []Check
	// Findings tell what the documents do not say of the answers.
	Findings []diag.Finding
}

// Failed returns how many endpoints answer otherwise than promised.
func (r *Result) Failed() int { return r.count(Failed) }

func (r *Result) count(o Outcome) int {
	n := 0
	for _, c := range r.Checks {
		if c.Outcome == o {
			n++
		}
	}
	return n
}

// Run tests every endpoint of a document. The error is that of building the
// gateway, such as a *serve.ConfigError, or of ctx.
func Run(ctx context.Context, doc *config.Document, services []*spec.Service, opts Options) (*Result, error) {
	api := export.New(doc.Service(), services, export.Options{Complete: true})
	promise, err := newPromise(api.OpenAPI(export.JSON))
	if err != nil {
		return nil, fmt.Errorf("reading the exported document: %w", err)
	}
	madeUp := opts.Transport == nil
	if madeUp {
		opts.Transport = mock.New(services, mock.Options{})
	}
	g, err := serve.Build(unguarded(doc), serve.Options{Transport: listener{opts.Transport}, ExplainErrors: true, Dir: opts.Dir})
	if err != nil {
		return nil, err
	}
	defer g.Close()
	t := &tester{g, promise, services, madeUp}
	result := &Result{Findings: api.Findings}
	for _, r := range api.Requests() {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		result.Checks = append(result.Checks, t.one(ctx, &r))
	}
	return result, nil
}

// guards are the namespaces that keep requests away from what is tested.
var guards = []string{
	"auth/validator", "auth/client-credentials", "security/bot-detector", "security/http",
	"qos/ratelimit/router", "qos/ratelimit/proxy", "qos/circuit-breaker", "qos/http-cache",
}

// unguarded is the document without what refuses requests by who sends them, and
// how often. A document that cannot be edited stays as it is.
func unguarded(doc *config.Document) *config.Document {
	svc := doc.Service()
	extras := []config.Extra{svc.Extra}
	for _, e := range svc.Endpoints() {
		extras = append(extras, e.Extra)
		for _, b := range e.Backends {
			if b != nil {
				extras = append(extras, b.Extra)
			}
		}
	}
	var found []string
	for _, x := range extras {
		for _, ns := range guards {
			if entry := x.Entry(ns); entry != nil {
				found = append(found, entry.Pointer)
			}
		}
	}
	return removed(doc, found)
}

// removed is the document without the values at the pointers: all at once where
// they do not stand side by side, else one after the other.
func removed(doc *config.Document, pointers []string) *config.Document {
	var all []syntax.Edit
	for _, pointer := range pointers {
		edits, err := doc.Remove(pointer)
		if err != nil {
			return doc
		}
		all = append(all, edits...)
	}
	if next, err := doc.Apply(all...); err == nil && !next.Broken() {
		return next
	}
	for _, pointer := range pointers {
		edits, err := doc.Remove(pointer)
		if err != nil {
			return doc
		}
		next, err := doc.Apply(edits...)
		if err != nil {
			return doc
		}
		doc = next
	}
	return doc
}

// patience bounds one request: stages may wait for what never comes.
const patience = 10 * time.Second

// tester is one run.
type tester struct {
	gateway  http.Handler
	promise  *promise
	services []*spec.Service
	// madeUp says that the backends' answers are made from their documents, whose
	// examples may be wrong.
	madeUp bool
}

func (t *tester) one(ctx context.Context, r *export.Request) Check {
	e := r.Endpoint
	check := Check{Method: e.Method, Path: e.Path, Request: r.URL(secret), Outcome: Passed, Place: e.Config.Place("endpoint").String()}
	if e.Unknown {
		check.Outcome = Skipped
		check.Differences = []string{"no document says what its backends answer"}
		return check
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	ctx, backends := listening(ctx)
	answer, err := ask(ctx, t.gateway, r)
	if err != nil {
		check.Outcome, check.Differences = Failed, []string{err.Error()}
		return check
	}
	check.Status = answer.Code
	check.MediaType, _, _ = mime.ParseMediaType(answer.Header().Get("Content-Type"))
	check.Differences = failures(e, answer)
	if len(check.Differences) > 0 {
		check.Outcome = Failed
		return check
	}
	check.Differences = t.promise.compare(e, answer.Code, answer.Header(), answer.Body.Bytes())
	if len(check.Differences) == 0 {
		return check
	}
	check.Outcome = Failed
	if !t.madeUp {
		return check
	}
	if own := backends.contradictions(t.services); len(own) > 0 {
		check.Outcome = Skipped
		check.Differences = append([]string{"the backend's example breaks its own document"}, own...)
	}
	return check
}

// secret stands for every secret that a request needs.
func secret(string) string { return "test" }

func ask(ctx context.Context, g http.Handler, r *export.Request) (w *httptest.ResponseRecorder, err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("the answer broke off: %v", v)
		}
	}()
	req, err := http.NewRequestWithContext(ctx, r.Endpoint.Method, "http://gateway"+r.URL(secret), bytes.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("making the request: %w", err)
	}
	if len(r.Body) == 0 {
		req.Body = http.NoBody
	}
	req.RemoteAddr = "192.0.2.1:1234"
	for _, h := range r.Headers(secret) {
		req.Header.Add(h.Name, h.Value)
	}
	w = httptest.NewRecorder()
	g.ServeHTTP(w, req)
	return w, nil
}

// failures are what keeps an answer from being one of those that are promised.
func failures(e *export.Endpoint, w *httptest.ResponseRecorder) []string {
	reason := w.Header().Get("X-Gatewright-Reason")
	promised := responseFor(e, w.Code)
	switch {
	case promised == nil:
		return []string{because(fmt.Sprintf("status %d is not promised, %s", w.Code, statuses(e)), reason)}
	case w.Code >= http.StatusBadRequest && (!e.Through || hasSuccess(e)):
		return []string{because(fmt.Sprintf("status %d", w.Code), reason)}
	}
	if reason != "" && !e.Through {
		return []string{because("the answer is not complete", reason)}
	}
	return nil
}

// compare returns what type and body of an answer have otherwise than its
// endpoint promises.
func (p *promise) compare(e *export.Endpoint, status int, header http.Header, body []byte) []string {
	promised := responseFor(e, status)
	if promised == nil {
		return nil
	}
	bodiless := e.Method == http.MethodHead || status == http.StatusNoContent || status == http.StatusNotModified
	if bodiless || len(promised.Media) == 0 && len(body) == 0 {
		return nil
	}
	kind, _, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err != nil && header.Get("Content-Type") != "" {
		return []string{fmt.Sprintf("content type %q cannot be read", header.Get("Content-Type"))}
	}
	media := mediaFor(promised, kind)
	switch {
	case media == nil && len(promised.Media) == 0:
		return []string{fmt.Sprintf("a body of %d bytes comes, none is promised", len(body))}
	case media == nil:
		return []string{fmt.Sprintf("content type %q is not promised, %s", kind, types(promised))}
	case spec.ClassOf(kind) != spec.JSONMedia || media.Schema == nil:
		return nil
	}
	pointer := syntax.Join("/paths", e.Path, strings.ToLower(e.Method), "responses", promised.Status, "content", media.Type, "schema")
	return p.check(pointer, body)
}

func because(what, reason string) string {
	if reason == "" {
		return what
	}
	return what + ": " + reason
}

// responseFor finds what is promised for a status: itself, its range, default.
func responseFor(e *export.Endpoint, status int) *export.Response {
	s := strconv.Itoa(status)
	for _, want := range []string{s, s[:1] + "XX", "default"} {
		for i := range e.Responses {
			if strings.EqualFold(e.Responses[i].Status, want) {
				return &e.Responses[i]
			}
		}
	}
	return nil
}

func hasSuccess(e *export.Endpoint) bool {
	for _, r := range e.Responses {
		if r.Status[0] == '2' || r.Status[0] == '3' || r.Status == "default" {
			return true
		}
	}
	return false
}

func statuses(e *export.Endpoint) string {
	var list []string
	for _, r := range e.Responses {
		list = append(list, r.Status)
	}
	return "it is " + strings.Join(list, ", ")
}

func types(r *export.Response) string {
	var list []string
	for _, m := range r.Media {
		list = append(list, m.Type)
	}
	return "it is " + strings.Join(list, ", ")
}

// mediaFor finds what is promised for a media type: itself, or a range.
func mediaFor(r *export.Response, kind string) *export.Media {
	for i := range r.Media {
		if spec.MediaTypeOf(r.Media[i].Type) == kind {
			return &r.Media[i]
		}
	}
	for i := range r.Media {
		// A range of a document stands for JSON where something has to be sent.
		if strings.Contains(r.Media[i].Type, "*") {
			return &r.Media[i]
		}
	}
	return nil
}
