package gateway

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"mime"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/gatewright/gatewright/tui/try"
)

// MaxFile is how many bytes of a body go to a file; the rest is thrown away.
const MaxFile = 100 << 20

// spool takes a body as it comes: its start is held, and one that is longer goes
// to a file that only its owner can read, up to a bound. Memory does not grow
// with the body.
type spool struct {
	bound  int64  // of the file, in bytes
	ending string // of its name

	mu   sync.Mutex // a backend may still answer when the gateway is done with it
	head bytes.Buffer
	size int64
	file *os.File
	err  error // of writing the file

	over  bool // nothing is taken any more
	ended bool // the body was read to its end
}

// newSpool returns a spool for a body with the headers of an answer.
func newSpool(h http.Header, bound int64) *spool { return &spool{bound: bound, ending: ending(h)} }

// Write takes a part of the body. It never fails: that the file cannot be written
// is told with it.
func (s *spool) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.over {
		return len(p), nil
	}
	before := s.size
	s.size += int64(len(p))
	if room := try.MaxShown - s.head.Len(); room > 0 {
		s.head.Write(p[:min(room, len(p))])
	}
	if s.size <= try.MaxShown || s.err != nil {
		return len(p), nil
	}
	if s.file == nil {
		if s.file, s.err = os.CreateTemp("", "gatewright-answer-*"+s.ending); s.err != nil {
			return len(p), nil
		}
		s.put(s.head.Bytes()[:before], 0)
	}
	s.put(p, before)
	return len(p), nil
}

// end notes that this was all of the body.
func (s *spool) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = s.ended || !s.over
}

// isWhole reports whether the body was read to its end.
func (s *spool) isWhole() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ended
}

// put writes bytes of the body, which begin at an offset, as far as the bound
// allows.
func (s *spool) put(p []byte, at int64) {
	if room := s.bound - at; int64(len(p)) > room {
		p = p[:max(room, 0)]
	}
	if len(p) > 0 && s.err == nil {
		_, s.err = s.file.Write(p)
	}
}

// take ends the spool and returns the start of the body, its length, and the file
// that has it, nil for a body that is held whole.
func (s *spool) take() (head []byte, size int64, file *try.File) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.over = true
	if s.file == nil && s.err == nil {
		return s.head.Bytes(), s.size, nil
	}
	file = &try.File{Err: reason(s.err)}
	if s.file == nil {
		return s.head.Bytes(), s.size, file
	}
	file.Path = s.file.Name()
	if info, err := s.file.Stat(); err == nil {
		file.Size = info.Size()
	}
	if err := s.file.Close(); err != nil && file.Err == nil {
		file.Err = reason(err)
	}
	s.file = nil
	return s.head.Bytes(), s.size, file
}

// drop ends the spool and takes its file away.
func (s *spool) drop() {
	_, _, file := s.take()
	file.Remove()
}

// reason is an error without the name of the file, which stands beside it.
func reason(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}

// endings are those of files by the media type of what is in them.
var endings = map[string]string{
	"application/xml": ".xml", "text/xml": ".xml", "text/html": ".html", "text/csv": ".csv", "text/plain": ".txt",
	"application/yaml": ".yaml", "application/x-yaml": ".yaml", "text/yaml": ".yaml", "application/x-ndjson": ".ndjson",
	"application/pdf": ".pdf", "application/zip": ".zip", "image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg",
}

// ending is that of the name of a file with the body of an answer, by which
// editors know what it is.
func ending(h http.Header) string {
	media, _, _ := mime.ParseMediaType(h.Get("Content-Type"))
	name, known := endings[media]
	switch {
	case media == "application/json" || strings.HasSuffix(media, "+json"):
		name = ".json"
	case !known && strings.HasSuffix(media, "+xml"):
		name = ".xml"
	}
	if strings.EqualFold(h.Get("Content-Encoding"), "gzip") {
		name += ".gz"
	}
	return name
}

// exchanges listens to what backends answer.
type exchanges struct {
	bound int64
	mu    sync.Mutex
	list  []*exchange
}

// withoutUser is a URL without user and password.
func withoutUser(u *url.URL) string {
	c := *u
	c.User = nil
	return c.String()
}

// exchange is an answer of a backend.
type exchange struct {
	// to is where a redirect has led, "" for what was called in the first place.
	to     string
	status int
	length int64 // of the body as it was announced, -1 where it was not
	body   *spool
}

// over returns what listens to the answers of a transport, right at the backends:
// what else is put around the transport comes over it.
func (x *exchanges) over(around func(http.RoundTripper) http.RoundTripper) func(http.RoundTripper) http.RoundTripper {
	return func(next http.RoundTripper) http.RoundTripper {
		next = &listener{x, next}
		if around != nil {
			next = around(next)
		}
		return next
	}
}

type listener struct {
	*exchanges
	next http.RoundTripper
}

// RoundTrip makes the call and takes down its answer as it is read.
func (l *listener) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := l.next.RoundTrip(req)
	if err != nil || resp.Body == nil || resp.Body == http.NoBody || resp.StatusCode == http.StatusSwitchingProtocols {
		return resp, err
	}
	e := &exchange{status: resp.StatusCode, length: resp.ContentLength, body: newSpool(resp.Header, l.bound)}
	if req.Response != nil {
		e.to = withoutUser(req.URL)
	}
	l.mu.Lock()
	l.list = append(l.list, e)
	l.mu.Unlock()
	resp.Body = &heard{resp.Body, e}
	return resp, nil
}

// heard is a body that is taken down as it is read.
type heard struct {
	io.ReadCloser
	of *exchange
}

// Read reads on.
func (h *heard) Read(p []byte) (int, error) {
	n, err := h.ReadCloser.Read(p)
	h.of.body.Write(p[:n])
	if err == io.EOF {
		h.of.body.end()
	}
	return n, err
}

// complete gives calls, whose bodies the gateway tells the start of, what was
// taken down of these. Which answer is that of a call is told by its status and
// its bytes: one call may take several, as a redirect does.
func (x *exchanges) complete(calls []try.Call) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for i := range calls {
		c := &calls[i]
		for _, e := range x.list {
			if e != nil && e.to != "" && e.begins(c) {
				c.Redirected = e.to
				break
			}
		}
		for n, e := range x.list {
			if e != nil && e.is(c) {
				e.complete(c)
				x.list[n] = nil
				break
			}
		}
	}
	x.dropRest()
}

// drop takes away all that was taken down.
func (x *exchanges) drop() {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.dropRest()
}

func (x *exchanges) dropRest() {
	for _, e := range x.list {
		if e != nil {
			e.body.drop()
		}
	}
	x.list = nil
}

// traced is how much of a body the gateway tells at most, in bytes.
const traced = 64 << 10

// is reports whether the exchange is that of a call of which the gateway does not
// tell all.
func (e *exchange) is(c *try.Call) bool {
	return (len(c.Body) >= traced || c.Size > int64(len(c.Body))) && e.begins(c)
}

// begins reports whether an exchange looks like that of a call: it has the same
// status, begins with the same bytes, and was read as far, but for the byte by which
// the gateway sees that a body is too long.
func (e *exchange) begins(c *try.Call) bool {
	e.body.mu.Lock()
	defer e.body.mu.Unlock()
	return e.status == c.Status && (e.body.size == c.Size || e.body.size == c.Size+1) &&
		bytes.HasPrefix(e.body.head.Bytes(), []byte(c.Body))
}

// complete gives a call what was taken down. The gateway does not read all of a
// body that it makes no use of; how long that is may have been announced.
func (e *exchange) complete(c *try.Call) {
	head, size, file := e.body.take()
	c.Body, c.File = string(head), file
	if c.Size = size; !e.body.isWhole() {
		c.Size = max(size, e.length)
	}
}
