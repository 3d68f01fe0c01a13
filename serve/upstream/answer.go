package upstream

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"net/textproto"
	"strconv"
	"strings"
)

// quick reads the head of an answer that is plain: whole in the buffer, and with
// a length. All others, whatever is odd about them, it leaves to
// http.ReadResponse, which gives the same for the plain ones and takes longer.
func quick(br *bufio.Reader, req *http.Request) *http.Response {
	buffered, err := br.Peek(br.Buffered())
	end := bytes.Index(buffered, []byte("\r\n\r\n"))
	if err != nil || end < 0 || req.Method == http.MethodHead {
		return nil
	}
	a := &answer{}
	if !a.read(string(buffered[:end+2])) {
		return nil
	}
	if _, err := br.Discard(end + 4); err != nil {
		return nil
	}
	a.Request, a.rest.from, a.rest.left = req, br, a.ContentLength
	a.Body = &a.rest
	if a.ContentLength == 0 {
		a.Body = http.NoBody
	}
	return &a.Response
}

// answer is an answer and its body, in one piece.
type answer struct {
	http.Response
	rest rest
}

const protocol = "HTTP/1.1 "

// read reads a head, each of its lines with its end.
func (a *answer) read(head string) bool {
	line, lines, _ := strings.Cut(head, "\r\n")
	status, ok := strings.CutPrefix(line, protocol)
	if !ok || !text(status) || len(status) < 3 || len(status) > 3 && status[3] != ' ' {
		return false
	}
	code, err := strconv.Atoi(status[:3])
	if err != nil || code < 200 || code == http.StatusNoContent || code == http.StatusNotModified {
		return false
	}
	a.Status, a.StatusCode = status, code
	a.Proto, a.ProtoMajor, a.ProtoMinor = protocol[:len(protocol)-1], 1, 1
	a.ContentLength = -1
	count := strings.Count(lines, "\r\n")
	a.Header = make(http.Header, count)
	values := make([]string, count)
	for i := range count {
		line, lines, _ = strings.Cut(lines, "\r\n")
		name, value, ok := strings.Cut(line, ":")
		if !ok || !token(name) || !text(value) {
			return false
		}
		name, value = textproto.CanonicalMIMEHeaderKey(name), trim(value)
		if !a.plain(name, value) {
			return false
		}
		if had, ok := a.Header[name]; ok {
			a.Header[name] = append(had, value)
			continue
		}
		values[i] = value
		a.Header[name] = values[i : i+1 : i+1]
	}
	return a.ContentLength >= 0
}

// plain takes note of the headers that mean something for the answer itself, and
// reports whether that is nothing unusual.
func (a *answer) plain(name, value string) bool {
	switch name {
	case "Transfer-Encoding", "Trailer", "Pragma":
		return false
	case "Connection":
		return value == "keep-alive"
	case "Content-Length":
		n, err := strconv.ParseUint(value, 10, 63)
		if err != nil || a.ContentLength >= 0 || value[0] == '+' {
			return false
		}
		a.ContentLength = int64(n)
	}
	return true
}

// token reports whether a name is made of the characters of header names alone.
func token(s string) bool {
	for i := range len(s) {
		c := s[i] | 0x20
		if !('a' <= c && c <= 'z' || '0' <= s[i] && s[i] <= '9' || s[i] == '-') {
			return false
		}
	}
	return s != ""
}

// text reports whether a value holds no control characters.
func text(s string) bool {
	for i := range len(s) {
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7F {
			return false
		}
	}
	return true
}

// rest is a body of a known length.
type rest struct {
	from *bufio.Reader
	left int64
}

// Read reads the body; its end comes with its last bytes.
func (r *rest) Read(p []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	if int64(len(p)) > r.left {
		p = p[:r.left]
	}
	n, err := r.from.Read(p)
	r.left -= int64(n)
	switch {
	case err == io.EOF && r.left > 0:
		err = io.ErrUnexpectedEOF
	case err == nil && r.left == 0:
		err = io.EOF
	}
	return n, err
}

// Close does nothing: the connection is not the body's.
func (r *rest) Close() error { return nil }
