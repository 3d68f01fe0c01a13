package serve_test

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
)

// wire is a connection to a gateway, spoken to byte by byte.
type wire struct {
	net.Conn
	r *bufio.Reader
}

func dial(t *testing.T, addr string) *wire {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.SetDeadline(time.Now().Add(30 * time.Second)); err != nil {
		t.Fatal(err)
	}
	return &wire{c, bufio.NewReader(c)}
}

func (w *wire) send(t *testing.T, text string) {
	t.Helper()
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
}

// answers reads answers until the connection ends, and returns their statuses.
func (w *wire) answers(t *testing.T) []int {
	t.Helper()
	var statuses []int
	for {
		resp, err := http.ReadResponse(w.r, nil)
		if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || isReset(err) {
			return statuses
		}
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		statuses = append(statuses, resp.StatusCode)
	}
}

func isReset(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && !op.Timeout()
}

// noting is a backend that notes what it is asked.
type noting struct {
	*httptest.Server
	mu    sync.Mutex
	asked []string
	hosts []string
}

func newNoting(t *testing.T) *noting {
	n := &noting{}
	n.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // it was never whole
		}
		n.mu.Lock()
		n.asked = append(n.asked, r.Method+" "+r.RequestURI+" "+string(body))
		n.hosts = append(n.hosts, r.Host)
		n.mu.Unlock()
		io.WriteString(w, `{"ok":true}`)
	}))
	t.Cleanup(n.Close)
	return n
}

func (n *noting) take() (asked, hosts []string) {
	n.mu.Lock()
	defer n.mu.Unlock()
	asked, hosts = n.asked, n.hosts
	n.asked, n.hosts = nil, nil
	return asked, hosts
}

func documentf(text string) *config.Document { return config.Parse("krakend.json", []byte(text)) }

func TestOneRequestOnTheWireIsOneCall(t *testing.T) {
	backend := newNoting(t)
	_, addr, stop := server(t, withEndpoints(`
{"endpoint":"/x","method":"POST","input_headers":["*"],"backend":[{"host":["`+backend.URL+`"],"url_pattern":"/x"}]},
{"endpoint":"/x","input_headers":["*"],"backend":[{"host":["`+backend.URL+`"],"url_pattern":"/x"}]}`), serve.Options{})
	defer stop()
	const smuggled = "GET /admin HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n"
	tests := map[string]struct {
		request string
		calls   []string // that are allowed to arrive, all or none
		status  int
	}{
		"content length beside chunks": {
			"POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n", []string{"POST /x abc"}, 200},
		"chunks hidden behind a length": {
			"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 6\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nG", []string{"POST /x "}, 200},
		"two content lengths":             {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", nil, 400},
		"a list of content lengths":       {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 3, 4\r\n\r\nabcd", nil, 400},
		"content length with a sign":      {"POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: +3\r\n\r\nabc", nil, 400},
		"unknown transfer encoding":       {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: xchunked\r\nContent-Length: 3\r\n\r\nabc", nil, 501},
		"two transfer encodings":          {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n", nil, 501},
		"a blank before the colon":        {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\nabc", nil, 400},
		"a folded header":                 {"POST /x HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX-A: one\r\n two\r\nContent-Length: 0\r\n\r\n", []string{"POST /x "}, 200},
		"a folded first header":           {"POST /x HTTP/1.1\r\n Host: h\r\nContent-Length: 0\r\n\r\n", nil, 400},
		"a carriage return in a header":   {"POST /x HTTP/1.1\r\nHost: h\r\nX-A: a\rb\r\nContent-Length: 0\r\n\r\n", nil, 400},
		"a zero byte in a header":         {"POST /x HTTP/1.1\r\nHost: h\r\nX-A: a\x00b\r\nContent-Length: 0\r\n\r\n", nil, 400},
		"a bare line feed after a chunk":  {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\r\n0\r\n\r\n", nil, 500},
		"a chunk size beyond all bounds":  {"POST /x HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff0\r\nabc", nil, 500},
		"no host":                         {"GET /x HTTP/1.1\r\n\r\n", nil, 400},
		"two hosts":                       {"GET /x HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", nil, 400},
		"a host with a blank":             {"GET /x HTTP/1.1\r\nHost: a b\r\n\r\n", nil, 400},
		"a blank in the path":             {"GET /x y HTTP/1.1\r\nHost: h\r\n\r\n", nil, 400},
		"another version of the protocol": {"GET /x HTTP/9.9\r\nHost: h\r\n\r\n", nil, 505},
		"a method that is none":           {"G(T /x HTTP/1.1\r\nHost: h\r\n\r\n", nil, 400},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			w := dial(t, addr)
			w.send(t, tt.request)
			if tt.status != 200 || strings.Contains(name, "hidden") {
				w.send(t, smuggled)
			}
			statuses := w.answers(t)
			if len(statuses) == 0 || statuses[0] != tt.status {
				t.Errorf("got statuses %v, want %d first", statuses, tt.status)
			}
			asked, _ := backend.take()
			for _, call := range asked {
				if len(tt.calls) == 0 || call != tt.calls[0] {
					t.Errorf("the backend saw %q", asked)
				}
			}
			if len(asked) != len(tt.calls) {
				t.Errorf("the backend saw %q, want %q", asked, tt.calls)
			}
		})
	}
}

func TestTheHostOfARequestNeverChoosesTheBackend(t *testing.T) {
	backend := newNoting(t)
	own := strings.TrimPrefix(backend.URL, "http://")
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","input_headers":["*"],"backend":[{"host":["`+backend.URL+`"],"url_pattern":"/x"}]}`), serve.Options{})
	defer stop()
	for name, request := range map[string]string{
		"another host":     "GET /x HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
		"an absolute form": "GET http://evil.example/x HTTP/1.1\r\nHost: other.example\r\nConnection: close\r\n\r\n",
		"headers of proxies": "GET /x HTTP/1.1\r\nHost: h\r\nX-Forwarded-Host: evil.example\r\nX-Host: evil.example\r\n" +
			"Forwarded: host=evil.example\r\nX-Original-Url: /admin\r\nX-Rewrite-Url: /admin\r\nConnection: close\r\n\r\n",
	} {
		w := dial(t, addr)
		w.send(t, request)
		if got := w.answers(t); len(got) != 1 || got[0] != 200 {
			t.Errorf("%s: got %v", name, got)
		}
		asked, hosts := backend.take()
		if len(asked) != 1 || asked[0] != "GET /x " || hosts[0] != own {
			t.Errorf("%s: the backend saw %q for %q", name, asked, hosts)
		}
	}
}

func TestHeadersOfRequestsAreBounded(t *testing.T) {
	_, addr, stop := server(t, documentf(`{"version":3,"max_header_bytes":8192,"endpoints":[]}`), serve.Options{})
	defer stop()
	w := dial(t, addr)
	w.send(t, "GET /__health HTTP/1.1\r\nHost: h\r\n")
	// The gateway may hang up while this is still sent.
	io.WriteString(w, strings.Repeat("X-A: "+strings.Repeat("a", 1000)+"\r\n", 64)+"\r\n")
	if got := w.answers(t); len(got) == 1 && got[0] != http.StatusRequestHeaderFieldsTooLarge || len(got) > 1 {
		t.Errorf("got %v", got)
	}
}

func TestSlowHeadersAreCutOff(t *testing.T) {
	_, addr, stop := server(t, documentf(`{"version":3,"read_header_timeout":"100ms","endpoints":[]}`), serve.Options{})
	defer stop()
	w := dial(t, addr)
	w.send(t, "GET /__health HTTP/1.1\r\nHost: h\r\nX-Slow: ")
	if got := w.answers(t); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestSlowBodiesEndWithTheirEndpoint(t *testing.T) {
	for name, backends := range map[string]string{
		"one backend":  `{"url_pattern":"/a"}`,
		"two backends": `{"url_pattern":"/a"},{"url_pattern":"/b"}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","method":"POST","timeout":"100ms","backend":[`+backends+`]}`), serve.Options{
				Transport: fake(func(r *http.Request) (*http.Response, error) {
					read := make(chan error, 1)
					go func() {
						_, err := io.ReadAll(r.Body)
						read <- err
					}()
					select {
					case err := <-read:
						return nil, err
					case <-r.Context().Done():
						return nil, r.Context().Err()
					}
				})})
			defer stop()
			w := dial(t, addr)
			w.send(t, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nslow")
			if got := w.answers(t); len(got) != 1 || got[0] != 500 {
				t.Errorf("got %v, and then no end of the connection", got)
			}
		})
	}
}

// TestABodyThatIsNeverSentHoldsNobody has an endpoint that answers without
// reading the body that was announced.
func TestABodyThatIsNeverSentHoldsNobody(t *testing.T) {
	t.Parallel()
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","method":"POST","timeout":"100ms","backend":[{"url_pattern":"/"}]}`),
		serve.Options{Transport: answering(200, `{"a":1}`)})
	defer stop()
	w := dial(t, addr)
	w.send(t, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\n")
	if got := w.answers(t); len(got) != 1 {
		t.Errorf("got %v", got)
	}
}

func TestKeptConnectionsOutliveTheBoundOfABody(t *testing.T) {
	t.Parallel()
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","method":"POST","timeout":"1ms","backend":[{"url_pattern":"/"}]}`),
		serve.Options{Transport: answering(200, `{"a":1}`)})
	defer stop()
	w := dial(t, addr)
	for range 2 {
		w.send(t, "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nab")
		resp, err := http.ReadResponse(w.r, nil)
		if err != nil {
			t.Fatal(err)
		}
		io.Copy(io.Discard, resp.Body)
		resp.Body.Close()
		time.Sleep(1200 * time.Millisecond) // longer than the bound of the first body
	}
}

func TestAClientThatGoesAwayCancelsItsCalls(t *testing.T) {
	asked, gone := make(chan struct{}), make(chan struct{})
	backend := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		close(asked)
		<-r.Context().Done()
		close(gone)
	}))
	defer backend.Close()
	_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","timeout":"1m","backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}`), serve.Options{})
	defer stop()
	ctx, cancel := context.WithCancel(t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", "http://"+addr+"/x", nil)
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		<-asked
		cancel()
	}()
	if resp, err := client(t).Do(req); err == nil {
		resp.Body.Close()
		t.Error("the request was answered")
	}
	select {
	case <-gone:
	case <-time.After(20 * time.Second):
		t.Error("the backend is still asked")
	}
}
