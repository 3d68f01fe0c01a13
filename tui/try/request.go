package try

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
)

// Sender sends a request, which is meant for the endpoint at an index, through
// the gateway that a document describes.
type Sender func(ctx context.Context, doc *config.Document, endpoint int, req *http.Request) (*Answer, error)

// Answer is what the gateway answered, and what it called for it.
type Answer struct {
	Status int
	Header http.Header
	// Body is the start of the body, up to MaxShown bytes; Size is how long all of
	// it is, 0 where Body is all. File is where it lies then.
	Body     []byte
	Size     int64
	File     *File
	Duration time.Duration
	Calls    []Call
	// Note says what about the gateway was not as the document has it.
	Note string
	// Passed says that no-op has passed the answer of the backend through.
	Passed bool
}

// Incomplete reports whether the gateway says that a part of the answer is missing.
// Of what no-op passes through it says so whatever has come.
func (a *Answer) Incomplete() bool {
	return !a.Passed && a.Header.Get("X-Krakend-Completed") == "false"
}

// Call is one call of a backend.
type Call struct {
	Backend     int // its index in the endpoint
	Method, URL string
	// Redirected is where the answer came from in the end, "" for URL.
	Redirected string
	Status     int // 0 when there was no answer
	Duration   time.Duration
	Size       int64
	// Sent are the headers that the backend was called with, Header those of its
	// answer.
	Sent, Header http.Header
	// Body is the start of the answer, up to MaxShown bytes; File is where all of it
	// lies, nil where Body is all or the gateway has read no more.
	Body string
	File *File
	// Err is the reason when the call failed, Rule the lint rule that tells of
	// it.
	Err, Rule string
}

// Request is what the form holds.
type Request struct {
	// Endpoint is the index of the endpoint that it is for.
	Endpoint     int
	Method, Path string
	Params       []Pair
	Query        []Pair
	Headers      []Pair
	Body         string
}

// Pair is a name with what was typed for it.
type Pair struct{ Name, Value string }

// Any is the name of the pair that holds whatever else is sent where an endpoint
// lets all through: a query as in a URL, or headers as "Name: value | Name: value".
const Any = "*"

// FormFor returns the request that an endpoint takes, with nothing typed yet: its
// path parameters, the query strings and headers that it lets through, and those
// that the gateway itself looks at.
func FormFor(e *config.Endpoint) Request {
	r := Request{Endpoint: e.Index, Method: e.HTTPMethod(), Path: e.Route()}
	for _, name := range fact.PathParams(e.Route(), e.Service.DisableREST.V) {
		r.Params = append(r.Params, Pair{name, "1"})
	}
	for _, name := range e.InputQueryStrings.V {
		r.Query = add(r.Query, name, false)
	}
	for _, name := range e.InputHeaders.V {
		r.Headers = add(r.Headers, name, true)
	}
	if validator := e.Extra.Get("auth/validator"); validator != nil {
		r.Headers = add(r.Headers, "Authorization", true)
		if validator.Get("cookie_key").Str() != "" {
			r.Headers = add(r.Headers, "Cookie", true)
		}
	}
	if r.HasBody() {
		r.Headers = add(r.Headers, "Content-Type", true)
	}
	return r
}

// add adds a pair unless there is one with the name.
func add(pairs []Pair, name string, fold bool) []Pair {
	if slices.ContainsFunc(pairs, func(p Pair) bool { return p.Name == name || fold && strings.EqualFold(p.Name, name) }) {
		return pairs
	}
	return append(pairs, Pair{Name: name})
}

// query are the query strings that are filled in.
func (r Request) query() url.Values {
	query := url.Values{}
	for _, p := range r.Query {
		switch {
		case p.Value == "":
		case p.Name == Any:
			more, _ := url.ParseQuery(strings.TrimPrefix(p.Value, "?")) // with what can be read of it
			for name, values := range more {
				query[name] = append(query[name], values...)
			}
		default:
			query.Add(p.Name, p.Value)
		}
	}
	return query
}

// headers are those that are filled in.
func (r Request) headers() []Pair {
	var list []Pair
	for _, p := range r.Headers {
		switch {
		case p.Value == "":
		case p.Name == Any:
			for _, text := range strings.Split(p.Value, "|") {
				if name, value, ok := strings.Cut(text, ":"); ok && strings.TrimSpace(name) != "" {
					list = append(list, Pair{strings.TrimSpace(name), strings.TrimSpace(value)})
				}
			}
		default:
			list = append(list, p)
		}
	}
	return list
}

// clone returns a request that does not change with the form.
func (r Request) clone() Request {
	r.Params, r.Query, r.Headers = slices.Clone(r.Params), slices.Clone(r.Query), slices.Clone(r.Headers)
	return r
}

// HasBody reports whether requests of the method carry a body.
func (r Request) HasBody() bool {
	return r.Method == http.MethodPost || r.Method == http.MethodPut || r.Method == http.MethodPatch
}

// Target returns path and query as they are sent: parameters filled in, query
// strings and headers that were left empty left out.
func (r Request) Target() string {
	path := r.Path
	for _, p := range r.Params {
		path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(p.Value))
	}
	if query := r.query(); len(query) > 0 {
		path += "?" + query.Encode()
	}
	return path
}

// HTTP returns the request as the gateway gets it. The error says what in the
// form cannot be sent.
func (r Request) HTTP(ctx context.Context) (*http.Request, error) {
	for _, p := range r.Params {
		if p.Value == "" {
			return nil, fmt.Errorf("the parameter {%s} has no value", p.Name)
		}
	}
	req, err := http.NewRequestWithContext(ctx, r.Method, "http://localhost"+r.Target(), strings.NewReader(r.Body))
	if err != nil {
		return nil, fmt.Errorf("the request %s %s: %w", r.Method, r.Target(), err)
	}
	req.RemoteAddr = "127.0.0.1:0"
	req.RequestURI = r.Target()
	if r.Body == "" {
		req.Body, req.ContentLength = http.NoBody, 0
	} else {
		req.Header.Set("Content-Type", "application/json")
	}
	for _, p := range r.headers() {
		req.Header.Set(p.Name, p.Value)
	}
	return req, nil
}
