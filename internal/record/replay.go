package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// Replay answers from recordings. It is safe for concurrent use.
type Replay struct {
	dir string

	mu    sync.Mutex
	tapes map[call]*queue
}

type queue struct {
	list []answer
	next int
}

// answer is a recorded exchange, ready to be given.
type answer struct {
	number int // of its file's name
	status int // 0 where there was no answer
	header http.Header
	body   []byte
	err    string
}

// Open reads the recordings of a folder. The error names every file that is
// none, and a folder that has none.
func Open(dir string) (*Replay, error) {
	if info, err := os.Stat(dir); err != nil {
		return nil, fmt.Errorf("reading recordings in %q: %w", dir, errors.Unwrap(err))
	} else if !info.IsDir() {
		return nil, fmt.Errorf("reading recordings in %q: it is no folder", dir)
	}
	files, err := filepath.Glob(filepath.Join(globQuote(dir), "*.json"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("reading recordings in %q: there are none", dir)
	}
	r := &Replay{dir: dir, tapes: map[call]*queue{}}
	var problems []error
	for _, f := range files {
		if err := r.load(f); err != nil {
			problems = append(problems, fmt.Errorf("reading recording %q: %w", f, err))
		}
	}
	for _, q := range r.tapes {
		slices.SortStableFunc(q.list, func(a, b answer) int { return a.number - b.number })
	}
	return r, errors.Join(problems...)
}

func (r *Replay) load(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var x exchange
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&x); err != nil {
		return err
	}
	u, err := url.Parse(x.Request.URL)
	if err != nil {
		return err
	}
	sent, err := x.Request.bytes()
	if err != nil {
		return fmt.Errorf("request: %w", err)
	}
	a := answer{err: x.Error, number: number(file)}
	switch {
	case x.Request.Method == "" || x.Request.URL == "":
		return errors.New(`"request" needs a method and a url`)
	case x.Response == nil && x.Error == "":
		return errors.New("there is neither a response nor an error")
	case x.Response != nil:
		if a.status = x.Response.Status; a.status < 100 || a.status > 999 {
			return fmt.Errorf("%d is no status", a.status)
		}
		a.header = http.Header{}
		for name, values := range x.Response.Headers {
			a.header[http.CanonicalHeaderKey(name)] = values
		}
		if a.body, err = x.Response.bytes(); err != nil {
			return fmt.Errorf("response: %w", err)
		}
	}
	c := newCall(x.Request.Method, u, sent)
	if r.tapes[c] == nil {
		r.tapes[c] = &queue{}
	}
	r.tapes[c].list = append(r.tapes[c].list, a)
	return nil
}

// number is the last number in a file's name, 0 for none.
func number(file string) int {
	base := strings.TrimSuffix(filepath.Base(file), ".json")
	n, err := strconv.Atoi(base[strings.LastIndexByte(base, '_')+1:])
	if err != nil {
		return 0
	}
	return n
}

// RoundTrip answers with what was recorded for the method, the URL and the body
// of the call: in the order of recording, and with the last answer again when
// there are no more. A call that was not recorded gets a 502 that says so.
func (r *Replay) RoundTrip(req *http.Request) (*http.Response, error) {
	var sent []byte
	if req.Body != nil {
		var err error
		sent, err = io.ReadAll(io.LimitReader(req.Body, MaxBody+1))
		if cerr := req.Body.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return nil, err
		}
	}
	if err := req.Context().Err(); err != nil {
		return nil, err
	}
	c := newCall(req.Method, req.URL, maskBody(req.Header.Get("Content-Type"), sent))
	a, ok := r.take(c)
	if !ok {
		return unknown(req, c, r.dir), nil
	}
	if a.status == 0 {
		return nil, errors.New(a.err)
	}
	var body io.Reader = bytes.NewReader(a.body)
	size := int64(len(a.body))
	if a.err != "" {
		body, size = io.MultiReader(body, broken{errors.New(a.err)}), -1
	}
	return reply(req, a.status, a.header.Clone(), body, size), nil
}

func (r *Replay) take(c call) (answer, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	q := r.tapes[c]
	if q == nil {
		return answer{}, false
	}
	a := q.list[min(q.next, len(q.list)-1)]
	q.next++
	return a, true
}

// broken is a body that ends with an error.
type broken struct{ err error }

func (b broken) Read([]byte) (int, error) { return 0, b.err }

func unknown(req *http.Request, c call, dir string) *http.Response {
	text, err := json.Marshal(map[string]string{
		"error": fmt.Sprintf("%s %s is not among the recordings in %s", c.method, c.url, dir),
		"file":  c.name(1),
	})
	if err != nil {
		text = []byte("{}")
	}
	h := http.Header{"Content-Type": {"application/json"}}
	return reply(req, http.StatusBadGateway, h, bytes.NewReader(text), int64(len(text)))
}

func reply(req *http.Request, status int, h http.Header, body io.Reader, size int64) *http.Response {
	return &http.Response{
		Status: strconv.Itoa(status) + " " + http.StatusText(status), StatusCode: status,
		Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: h, Body: io.NopCloser(body), ContentLength: size, Request: req,
	}
}
