// Package mock answers for backends, from what their documents say: an
// http.RoundTripper that takes the place of the network.
//
// The common call is
//
//	client := &http.Client{Transport: mock.New(services, mock.Options{})}
//
// A call gets the status, media type and body of the operation that it
// reaches, taken from examples where the document has them, and made from its
// schemas where it has not. The same call always gets the same answer. Nothing
// is stored, checked or sent.
package mock

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/http/httpguts"

	"github.com/gatewright/gatewright/spec"
)

// Options are how calls are answered. The zero value answers with successes.
type Options struct {
	// Status chooses an answer by its status where the operation declares it,
	// such as 404; 0 is the first of success.
	Status int
}

// Transport answers calls; it is safe for concurrent use.
type Transport struct {
	index *spec.Index
	opts  Options
}

// New returns a Transport that answers for services. A service without a host
// answers for every host that no other has.
func New(services []*spec.Service, opts Options) *Transport {
	return &Transport{index: spec.NewIndex(services), opts: opts}
}

// RoundTrip answers a call. What no document knows is a 404, with an error
// text in JSON that says why; the error is only ever that of the request's
// context.
func (t *Transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		io.Copy(io.Discard, req.Body)
		req.Body.Close()
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	op, why := t.find(req)
	if op == nil {
		return problem(req, http.StatusNotFound, why), nil
	}
	return t.answer(req, op), nil
}

func (t *Transport) find(req *http.Request) (*spec.Operation, string) {
	host := req.URL.Scheme + "://" + req.URL.Host
	ops, why := t.index.Match(host, req.Method, req.URL.EscapedPath())
	if len(ops) == 0 && req.Method == http.MethodHead {
		ops, _ = t.index.Match(host, http.MethodGet, req.URL.EscapedPath())
	}
	if len(ops) == 0 {
		return nil, why
	}
	return ops[0], ""
}

func (t *Transport) answer(req *http.Request, op *spec.Operation) *http.Response {
	r := t.choose(op)
	if r == nil {
		return respond(req, http.StatusOK, "", nil)
	}
	status := statusOf(r.Status)
	var res *http.Response
	if len(r.Media) == 0 || status == http.StatusNoContent || status == http.StatusNotModified {
		res = respond(req, status, "", nil)
	} else {
		m := pick(r.Media, req.Header.Get("Accept"))
		res = respond(req, status, contentType(m.Type), m.Sample())
	}
	addHeaders(res, r.HeaderParams)
	return res
}

// addHeaders adds the headers that the document declares, but for those that
// say how the body is sent. Where a redirection leads no document knows.
func addHeaders(res *http.Response, declared []spec.Param) {
	for i := range declared {
		p := &declared[i]
		switch strings.ToLower(p.Name) {
		case "content-type", "content-length", "content-encoding", "transfer-encoding", "connection", "trailer", "upgrade", "keep-alive":
			continue
		case "location":
			if res.StatusCode >= 300 && res.StatusCode < 400 {
				continue
			}
		}
		if httpguts.ValidHeaderFieldName(p.Name) {
			res.Header.Set(p.Name, headerText(p))
		}
	}
}

// headerText writes an example as a header: a list with commas, and nothing
// that would end the line.
func headerText(p *spec.Param) string {
	var value any
	dec := json.NewDecoder(bytes.NewReader(p.Sample()))
	dec.UseNumber()
	if err := dec.Decode(&value); err != nil {
		return ""
	}
	parts, ok := value.([]any)
	if !ok {
		parts = []any{value}
	}
	texts := make([]string, len(parts))
	for i, part := range parts {
		if s, ok := part.(string); ok {
			texts[i] = s
		} else if data, err := json.Marshal(part); err == nil {
			texts[i] = string(data)
		}
	}
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' || r == 0x7f {
			return -1
		}
		return r
	}, strings.Join(texts, ","))
}

// choose returns the answer of an operation: the status that was asked for,
// else the first of success, else default, else any; nil where none is
// declared.
func (t *Transport) choose(op *spec.Operation) *spec.Response {
	rank := func(r *spec.Response) int {
		switch {
		case t.opts.Status != 0 && r.Status == strconv.Itoa(t.opts.Status):
			return 0
		case r.Status == "200":
			return 1
		case strings.HasPrefix(r.Status, "2"):
			return 2
		case strings.HasPrefix(r.Status, "3"):
			return 3
		case r.Status == "default":
			return 4
		}
		return 5
	}
	var best *spec.Response
	for i := range op.Responses {
		if r := &op.Responses[i]; best == nil || rank(r) < rank(best) {
			best = r
		}
	}
	return best
}

// statusOf reads a status of a document; a range stands for its first.
func statusOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n >= 200 && n <= 599 {
		return n
	}
	if len(s) == 3 && s[0] >= '2' && s[0] <= '5' && s[1:] == "XX" {
		return int(s[0]-'0') * 100
	}
	return http.StatusOK
}

// pick chooses the media type: one that the client names, else JSON, else the
// first.
func pick(media []spec.Media, accept string) *spec.Media {
	for _, want := range strings.Split(accept, ",") {
		want = spec.MediaTypeOf(want)
		i := slices.IndexFunc(media, func(m spec.Media) bool { return want != "" && spec.MediaTypeOf(m.Type) == want })
		if i >= 0 {
			return &media[i]
		}
	}
	i := slices.IndexFunc(media, func(m spec.Media) bool { return spec.ClassOf(m.Type) == spec.JSONMedia })
	return &media[max(i, 0)]
}

// contentType is a type that can be sent: ranges become JSON.
func contentType(t string) string {
	if strings.Contains(t, "*") || t == "" {
		return "application/json"
	}
	return t
}

func problem(req *http.Request, status int, text string) *http.Response {
	body, err := json.Marshal(map[string]string{"error": text})
	if err != nil {
		body = []byte("{}")
	}
	return respond(req, status, "application/json", body)
}

func respond(req *http.Request, status int, mediaType string, body []byte) *http.Response {
	header := http.Header{}
	if mediaType != "" {
		header.Set("Content-Type", mediaType)
	}
	length := int64(len(body))
	if status != http.StatusNoContent && status != http.StatusNotModified {
		header.Set("Content-Length", strconv.FormatInt(length, 10))
	}
	if req.Method == http.MethodHead {
		body = nil
	}
	return &http.Response{
		Status: fmt.Sprintf("%d %s", status, http.StatusText(status)), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: header, Body: io.NopCloser(bytes.NewReader(body)), ContentLength: length, Request: req,
	}
}
