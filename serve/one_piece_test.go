package serve_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/gatewright/gatewright/serve"
)

// writeCounter is a listener that notes how much each of its connections' writes holds.
type writeCounter struct {
	net.Listener
	mu     sync.Mutex
	writes []int
}

func (l *writeCounter) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countedConn{c, l}, err
}

func (l *writeCounter) taken() []int {
	l.mu.Lock()
	defer l.mu.Unlock()
	writes := l.writes
	l.writes = nil
	return writes
}

type countedConn struct {
	net.Conn
	l *writeCounter
}

func (c countedConn) Write(p []byte) (int, error) {
	c.l.mu.Lock()
	c.l.writes = append(c.l.writes, len(p))
	c.l.mu.Unlock()
	return c.Conn.Write(p)
}

// TestAnswersGoOutInOnePiece asks over one connection for answers of many sizes,
// some of them streams, and counts what the connection is given.
func TestAnswersGoOutInOnePiece(t *testing.T) {
	t.Parallel()
	text := func(n int) string { return `["` + strings.Repeat("x", n-4) + `"]` }
	g := build(t, withEndpoints(`{"endpoint":"/list/{n}","output_encoding":"json-collection","backend":[{"url_pattern":"/{n}","is_collection":true}]},
		{"endpoint":"/object/{n}","backend":[{"url_pattern":"/{n}","is_collection":true}]},
		{"endpoint":"/through/{n}","output_encoding":"no-op","backend":[{"url_pattern":"/{n}"}]}`),
		serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
			var n int
			if _, err := fmt.Sscanf(r.URL.Path, "/%d", &n); err != nil {
				return nil, err
			}
			body := text(n)
			return &http.Response{StatusCode: 200, Header: http.Header{"Content-Length": {strconv.Itoa(n)}}, ContentLength: int64(n), Body: io.NopCloser(strings.NewReader(body))}, nil
		})})
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &writeCounter{Listener: inner}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- serve.NewServer(g, serve.ServerOptions{Listener: l}).Run(ctx) }()
	c, err := net.Dial("tcp", inner.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	in := bufio.NewReader(c)
	ask := func(method, path string) (body string, writes []int) {
		t.Helper()
		req, err := http.NewRequest(method, "http://gateway"+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := req.Write(c); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(in, req)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		return string(got), l.taken()
	}
	for _, n := range []int{10, 2000, 3 << 10, 4000, 4096, 5000, 8000, 20_000, 28 << 10} {
		for kind, want := range map[string]string{"list": text(n), "object": `{"collection":` + text(n) + `}`, "through": text(n)} {
			path := fmt.Sprintf("/%s/%d", kind, n)
			got, writes := ask("GET", path)
			if got != want {
				t.Errorf("%s: got %d bytes, want %d: %.40q", path, len(got), len(want), got)
			}
			if len(writes) != 1 && n < 28<<10 && (kind != "through" || n >= 3<<10) {
				t.Errorf("%s went out in pieces: %v", path, writes)
			}
		}
	}
	if got, _ := ask("GET", "/list/100000"); got != text(100_000) {
		t.Errorf("a large answer: got %d bytes", len(got))
	}
	c.Close()
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
}
