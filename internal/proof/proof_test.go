// Package proof holds lint and serve against each other: every rule's wrong
// configuration runs in the gateway and shows the rule's effect, and the right
// one does not.
package proof

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/serve"
)

// backend stands for every backend: it answers as the proof says and notes what
// it was sent.
type backend struct {
	answers map[string]rule.Answer
	mu      sync.Mutex
	calls   []string // request line and headers of each call
}

func (b *backend) RoundTrip(req *http.Request) (*http.Response, error) {
	var call strings.Builder
	fmt.Fprintf(&call, "%s %s\n", req.Method, req.URL.RequestURI())
	for name, values := range req.Header {
		for _, v := range values {
			fmt.Fprintf(&call, "%s: %s\n", name, v)
		}
	}
	if req.Body != nil {
		if _, err := io.Copy(io.Discard, req.Body); err != nil {
			return nil, err
		}
	}
	b.mu.Lock()
	b.calls = append(b.calls, call.String())
	b.mu.Unlock()
	if req.URL.Scheme != "http" && req.URL.Scheme != "https" {
		return nil, fmt.Errorf("unsupported protocol scheme %q", req.URL.Scheme)
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	return b.answer(req), nil
}

func (b *backend) answer(req *http.Request) *http.Response {
	a, ok := b.answers[req.URL.Path]
	if !ok {
		if a, ok = b.answers["*"]; !ok {
			a = rule.Answer{Body: `{"id":1}`}
		}
	}
	status, media := a.Status, a.Type
	if status == 0 {
		status = http.StatusOK
	}
	if media == "" {
		media = "application/json"
	}
	h := http.Header{"Content-Type": {media}}
	for name, value := range a.Header {
		h.Set(name, value)
	}
	// Every server says when it answered, and caches go by it.
	h.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(strings.NewReader(a.Body)), ContentLength: int64(len(a.Body)), Request: req,
	}
}

// seen returns the calls so far; shadows may still be under way.
func (b *backend) seen() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return slices.Clone(b.calls)
}

// seen is what became of a request.
type seen struct {
	refused error
	status  int
	header  http.Header
	body    string
	calls   []string
}

func run(t *testing.T, r *rule.Rule, text, line string) seen {
	t.Helper()
	name := r.Name
	if name == "" {
		name = "krakend.json"
	}
	b := &backend{answers: r.Proof.Answers}
	g, err := serve.Build(config.Parse(name, []byte(text)), serve.Options{Transport: b})
	if err != nil {
		return seen{refused: err}
	}
	defer g.Close()
	s := seen{}
	for range max(1, r.Proof.Repeat) {
		rec := httptest.NewRecorder()
		g.ServeHTTP(rec, request(t, r.Proof, line))
		s.status, s.header, s.body = rec.Code, rec.Header(), rec.Body.String()
	}
	s.calls = b.seen()
	return s
}

func request(t *testing.T, p rule.Proof, line string) *http.Request {
	t.Helper()
	method, target, ok := strings.Cut(line, " ")
	if !ok {
		t.Fatalf("the request %q has no path", line)
	}
	if _, err := url.ParseRequestURI(target); err != nil {
		t.Fatal(err)
	}
	var body io.Reader
	if p.Body != "" {
		body = strings.NewReader(p.Body)
	}
	req := httptest.NewRequest(method, target, body)
	for name, value := range p.Header {
		req.Header.Set(name, value)
	}
	return req
}

// TestBadConfigShowsItsEffectAndGoodDoesNot runs the examples of every rule
// that does not say why it cannot be shown.
func TestBadConfigShowsItsEffectAndGoodDoesNot(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			if r.NoProof != "" {
				if r.Proof.Request != "" {
					t.Errorf("the rule has a proof, and yet says that there is none: %s", r.NoProof)
				}
				return
			}
			line := cmp.Or(r.Proof.Request, "GET /users")
			bad, good := run(t, r, r.Bad, line), run(t, r, r.Good, cmp.Or(r.Proof.GoodRequest, line))
			if good.refused != nil {
				t.Fatalf("the right configuration is refused: %v", good.refused)
			}
			if r.Effect == diag.Refused {
				if bad.refused == nil {
					t.Fatal("the wrong configuration starts")
				}
				return
			}
			if bad.refused != nil {
				t.Fatalf("the wrong configuration is refused: %v", bad.refused)
			}
			judge(t, r, bad, good)
		})
	}
}

// judge holds what was seen against the rule's effect.
func judge(t *testing.T, r *rule.Rule, bad, good seen) {
	t.Helper()
	switch r.Effect {
	case diag.Fails:
		if bad.status < 400 && r.Proof.Bad == (rule.Outcome{}) {
			t.Errorf("the wrong configuration answers %d: %s", bad.status, bad.body)
		}
		if good.status >= 400 && r.Proof.Good.Status == 0 {
			t.Errorf("the right configuration answers %d: %s", good.status, good.body)
		}
	case diag.Wrong, diag.Unsafe:
		if r.Proof.Bad == (rule.Outcome{}) {
			t.Error("the rule does not say what is wrong in the answer")
		}
	case diag.Untidy:
		// It works all the same: both answer alike.
		if diff := gocmp.Diff(good.status, bad.status); diff != "" {
			t.Errorf("the two answer with different statuses (-right +wrong):\n%s", diff)
		}
		if diff := gocmp.Diff(good.body, bad.body); diff != "" {
			t.Errorf("the two answer differently (-right +wrong):\n%s", diff)
		}
	}
	for _, problem := range check(bad, r.Proof.Bad) {
		t.Errorf("with the wrong configuration: %s", problem)
	}
	for _, problem := range check(good, r.Proof.Good) {
		t.Errorf("with the right configuration: %s", problem)
	}
	if wrong := r.Effect == diag.Wrong || r.Effect == diag.Unsafe; wrong && len(check(good, r.Proof.Bad)) == 0 {
		t.Error("the right configuration shows the same as the wrong one")
	}
}

// check returns where an outcome is not what was seen.
func check(s seen, want rule.Outcome) (problems []string) {
	add := func(format string, args ...any) { problems = append(problems, fmt.Sprintf(format, args...)) }
	if want.Status != 0 && s.status != want.Status {
		add("the status is %d, not %d", s.status, want.Status)
	}
	if want.Body != "" && !sameBody(s.body, want.Body) {
		add("the body is %q, not %q", s.body, want.Body)
	}
	if want.Empty && s.body != "" {
		add("the body is %q, it should be empty", s.body)
	}
	if media := s.header.Get("Content-Type"); !strings.HasPrefix(media, want.Type) {
		add("the media type is %q, not %q", media, want.Type)
	}
	if name, value, ok := strings.Cut(want.Header, ": "); ok && strings.Join(s.header.Values(name), ", ") != value {
		add("the header %s is %q, not %q", name, s.header.Values(name), value)
	}
	sent := func(line string) bool {
		return slices.ContainsFunc(s.calls, func(call string) bool { return slices.Contains(strings.Split(call, "\n"), line) })
	}
	if want.Sent != "" && !sent(want.Sent) {
		add("no backend was sent %q, but %q", want.Sent, s.calls)
	}
	if want.NotSent != "" && sent(want.NotSent) {
		add("a backend was sent %q", want.NotSent)
	}
	if want.Calls != 0 && len(s.calls) != want.Calls {
		add("backends were called %d times, not %d", len(s.calls), want.Calls)
	}
	return problems
}

// sameBody compares JSON by value and anything else byte by byte.
func sameBody(a, b string) bool {
	var x, y any
	if decode(a, &x) && decode(b, &y) {
		return gocmp.Equal(x, y)
	}
	return a == b
}

func decode(s string, v *any) bool {
	dec := json.NewDecoder(bytes.NewReader([]byte(s)))
	dec.UseNumber()
	return dec.Decode(v) == nil && !dec.More()
}
