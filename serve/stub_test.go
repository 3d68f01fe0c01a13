package serve_test

import (
	"encoding/base64"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"
)

// stub is a running backend of a case.
type stub struct {
	*httptest.Server
	name   string
	routes []stubRoute
	expand func(string) string

	mu     sync.Mutex
	served map[int]int
	seen   []seen
}

func newStub(name string, routes []stubRoute, expand func(string) string) *stub {
	b := &stub{name: name, routes: routes, expand: expand, served: map[int]int{}}
	b.Server = httptest.NewServer(http.HandlerFunc(b.serve))
	return b
}

func (b *stub) addr() string { return b.Listener.Addr().String() }

// take returns what was seen since the last call.
func (b *stub) take() []seen {
	b.mu.Lock()
	defer b.mu.Unlock()
	s := b.seen
	b.seen = nil
	return s
}

func (b *stub) note(r *http.Request, body string) *stubAnswer {
	s := seen{Backend: b.name, Method: r.Method, Path: r.RequestURI, Headers: keep(r.Header), Body: body, agent: r.UserAgent()}
	if r.Host != b.addr() {
		s.Headers["Host"] = []string{r.Host}
	}
	path, _, _ := strings.Cut(r.RequestURI, "?")
	b.mu.Lock()
	defer b.mu.Unlock()
	b.seen = append(b.seen, s)
	for i, rt := range b.routes {
		if (rt.Method == "" || rt.Method == r.Method) && (rt.Path == "*" || rt.Path == r.RequestURI || rt.Path == path) && len(rt.Responses) > 0 {
			n := min(b.served[i], len(rt.Responses)-1)
			b.served[i]++
			return &rt.Responses[n]
		}
	}
	return nil
}

func (b *stub) serve(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	a := b.note(r, string(body))
	if a == nil {
		http.Error(w, "no such backend route", http.StatusNotFound)
		return
	}
	select {
	case <-time.After(time.Duration(a.DelayMS) * time.Millisecond):
	case <-r.Context().Done():
		return
	}
	if a.Hangup {
		if conn, _, err := http.NewResponseController(w).Hijack(); err == nil {
			conn.Close()
		}
		return
	}
	w.Header()["Content-Type"] = nil
	for k, v := range a.Headers {
		w.Header()[http.CanonicalHeaderKey(k)] = strings.Split(b.expand(v), "\n")
	}
	w.WriteHeader(max(a.Status, http.StatusOK))
	for i, chunk := range a.Chunks {
		if i > 0 {
			time.Sleep(time.Duration(a.DelayMS) * time.Millisecond)
		}
		io.WriteString(w, b.expand(chunk))
		w.(http.Flusher).Flush()
	}
	if len(a.Chunks) > 0 {
		return
	}
	data := []byte(b.expand(a.Body))
	if a.Base64 != "" {
		data, _ = base64.StdEncoding.DecodeString(a.Base64)
	}
	w.Write(data)
}
