package upstream

import (
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"

	"golang.org/x/net/http/httpguts"
)

// headBuffer holds the head of a request as it goes over the wire.
type headBuffer struct {
	bytes    []byte
	names    []string
	asksGzip bool // for a packed answer that the client has not asked for
}

var headBuffers = sync.Pool{New: func() any { return new(headBuffer) }}

const defaultAgent = "Go-http-client/1.1"

// write writes the head of a request without a body. It gives up, with false,
// on everything that is unusual or wrong.
func (h *headBuffer) write(req *http.Request, gzip bool) bool {
	host := req.Host
	if host == "" {
		host = req.URL.Host
	}
	method, target := req.Method, req.URL.RequestURI()
	if method == "" {
		method = http.MethodGet
	}
	if req.URL.Opaque != "" || !httpguts.ValidHeaderFieldName(method) || !plainHost(host) || !plainHost(req.URL.Host) || !printable(target) {
		return false
	}
	h.bytes = append(append(append(append(h.bytes[:0], method...), ' '), target...), " HTTP/1.1\r\n"...)
	h.field("Host", host)
	if agent, ok := req.Header["User-Agent"]; !ok {
		h.field("User-Agent", defaultAgent)
	} else if len(agent) > 0 && agent[0] != "" {
		if !httpguts.ValidHeaderFieldValue(agent[0]) {
			return false
		}
		h.field("User-Agent", trim(agent[0]))
	}
	if method == http.MethodPost || method == http.MethodPut || method == http.MethodPatch {
		h.field("Content-Length", "0")
	}
	if !h.fields(req.Header) {
		return false
	}
	h.asksGzip = gzip && req.Header.Get("Accept-Encoding") == "" && req.Header.Get("Range") == "" && method != http.MethodHead
	if h.asksGzip {
		h.field("Accept-Encoding", "gzip")
	}
	h.bytes = append(h.bytes, "\r\n"...)
	return true
}

// fields writes a request's own headers, sorted.
func (h *headBuffer) fields(header http.Header) bool {
	h.names = h.names[:0]
	for name := range header {
		switch name {
		case "Host", "User-Agent", "Content-Length", "Transfer-Encoding", "Trailer":
			continue
		}
		if !httpguts.ValidHeaderFieldName(name) {
			return false
		}
		h.names = append(h.names, name)
	}
	slices.Sort(h.names)
	for _, name := range h.names {
		for _, value := range header[name] {
			if !httpguts.ValidHeaderFieldValue(value) {
				return false
			}
			h.field(name, trim(value))
		}
	}
	return true
}

func (h *headBuffer) field(name, value string) {
	h.bytes = append(append(append(append(h.bytes, name...), ": "...), value...), "\r\n"...)
}

// trim takes off the blanks around a value.
func trim(s string) string {
	for len(s) > 0 && (s[0] == ' ' || s[0] == '\t') {
		s = s[1:]
	}
	for len(s) > 0 && (s[len(s)-1] == ' ' || s[len(s)-1] == '\t') {
		s = s[:len(s)-1]
	}
	return s
}

// plainHost reports whether a host goes over the wire as it is.
func plainHost(host string) bool {
	for i := range len(host) {
		if c := host[i]; c <= ' ' || c >= 0x7F || c == '%' || c == '/' || c == '@' {
			return false
		}
	}
	return host != ""
}

func printable(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' || s[i] == 0x7F {
			return false
		}
	}
	return true
}

// address is where a URL's host listens.
func address(u *url.URL) string {
	if u.Port() != "" {
		return u.Host
	}
	return net.JoinHostPort(u.Hostname(), "80")
}
