package record

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"sync"
)

// MaxBody bounds the bodies that are recorded, in bytes. An exchange with a
// larger one is not.
const MaxBody = 16 << 20

// Options are how is recorded.
type Options struct {
	// Report is told of every exchange that could not be recorded; nil for
	// nobody. It may be called at the same time from several goroutines.
	Report func(error)
}

// Recorder writes down what a RoundTripper answers. It is safe for concurrent
// use.
type Recorder struct {
	dir  string
	next http.RoundTripper
	opts Options

	mu    *sync.Mutex
	count map[call]int
}

// New returns a Recorder that writes into a folder, which it makes where it is
// missing. A call that the folder has already is recorded anew; others stay.
func New(dir string, next http.RoundTripper, opts Options) *Recorder {
	return &Recorder{dir: dir, next: next, opts: opts, mu: &sync.Mutex{}, count: map[call]int{}}
}

// Over returns a Recorder of another RoundTripper that counts on where r is.
func (r *Recorder) Over(next http.RoundTripper) *Recorder {
	c := *r
	c.next = next
	return &c
}

// RoundTrip makes the call and records it once its answer is read.
func (r *Recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	sent := &tape{}
	out := req
	if req.Body != nil && req.Body != http.NoBody {
		out = req.Clone(req.Context())
		out.Body = &listener{ReadCloser: req.Body, tape: sent}
	}
	resp, err := r.next.RoundTrip(out)
	if err != nil {
		// A call that the gateway itself gave up says nothing of the backend.
		if req.Context().Err() == nil {
			r.write(req, sent, exchange{Error: err.Error()}, nil)
		}
		return resp, err
	}
	got := &tape{}
	head := exchange{Response: &response{Status: resp.StatusCode, Headers: kept(resp.Header)}}
	if req.Method == http.MethodHead && resp.Header.Get("Content-Length") != "" {
		if head.Response.Headers == nil {
			head.Response.Headers = http.Header{}
		}
		head.Response.Headers["Content-Length"] = resp.Header["Content-Length"]
	}
	end := func(err error) {
		if errors.Is(err, errEarly) || err != nil && req.Context().Err() != nil {
			r.report(fmt.Errorf("recording %s %s: the answer was not read to its end", req.Method, maskURL(req.URL)))
			return
		}
		if err != nil {
			head.Error = err.Error()
		}
		r.write(req, sent, head, got)
	}
	if resp.Body == nil || resp.Body == http.NoBody {
		end(nil)
		return resp, nil
	}
	resp.Body = &listener{ReadCloser: resp.Body, tape: got, end: end}
	return resp, nil
}

// errEarly is the end of a body that was closed before it was read.
var errEarly = errors.New("closed early")

func (r *Recorder) report(err error) {
	if r.opts.Report != nil {
		r.opts.Report(err)
	}
}

func (r *Recorder) write(req *http.Request, sent *tape, x exchange, got *tape) {
	out, over := sent.take()
	in, tooMuch := got.take()
	if over || tooMuch {
		r.report(fmt.Errorf("recording %s %s: a body is larger than %d bytes", req.Method, maskURL(req.URL), MaxBody))
		return
	}
	out = maskBody(req.Header.Get("Content-Type"), out)
	c := newCall(req.Method, req.URL, out)
	x.Request = request{Method: req.Method, URL: c.url, Headers: kept(req.Header), body: newBody(out)}
	if x.Response != nil {
		x.Response.body = newBody(maskBody(x.Response.Headers.Get("Content-Type"), in))
	}
	if err := r.save(c, x); err != nil {
		r.report(fmt.Errorf("recording %s %s: %w", req.Method, c.url, err))
	}
}

// save writes the file of an exchange. The first one of a call takes those of
// an earlier run away.
func (r *Recorder) save(c call, x exchange) error {
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(x); err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := os.MkdirAll(r.dir, 0o755); err != nil {
		return err
	}
	if r.count[c] == 0 {
		old, err := filepath.Glob(filepath.Join(globQuote(r.dir), c.stem()+"_*.json"))
		if err != nil {
			return err
		}
		for _, f := range old {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	r.count[c]++
	return os.WriteFile(filepath.Join(r.dir, c.name(r.count[c])), text.Bytes(), 0o600)
}

func globQuote(path string) string {
	var b bytes.Buffer
	for _, c := range []byte(path) {
		if c == '*' || c == '?' || c == '[' || c == '\\' && os.PathSeparator != '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(c)
	}
	return b.String()
}

// tape takes what passes, up to a bound.
type tape struct {
	mu   sync.Mutex // the transport may still send while the answer comes
	data bytes.Buffer
	over bool
}

func (t *tape) add(p []byte) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over = t.over || t.data.Len()+len(p) > MaxBody; !t.over {
		t.data.Write(p)
	}
}

func (t *tape) take() (data []byte, over bool) {
	if t == nil {
		return nil, false
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.data.Bytes()), t.over
}

// listener puts a body on tape as it is read, and tells its end once: nil, an
// error of reading, or errEarly.
type listener struct {
	io.ReadCloser
	tape *tape
	end  func(error)
	once sync.Once
}

func (l *listener) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	l.tape.add(p[:n])
	switch {
	case err == io.EOF:
		l.over(nil)
	case err != nil:
		l.over(err)
	}
	return n, err
}

func (l *listener) Close() error {
	err := l.ReadCloser.Close()
	l.over(errEarly)
	return err
}

func (l *listener) over(err error) {
	if l.end != nil {
		l.once.Do(func() { l.end(err) })
	}
}
