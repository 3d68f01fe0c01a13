package upstream_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"

	"github.com/gatewright/gatewright/serve/upstream"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// standard returns an http.Transport as a gateway sets it up.
func standard() *http.Transport {
	return &http.Transport{
		DialContext: (&net.Dialer{}).DialContext, MaxIdleConnsPerHost: 250, MaxResponseHeaderBytes: 4096,
		ResponseHeaderTimeout: 5 * time.Second,
	}
}

// backend answers every request on its connections with the same bytes, and
// notes what it was sent.
type backend struct {
	net.Listener
	answer string
	close  bool // the connection after an answer

	mu    sync.Mutex
	heads []string
	conns atomic.Int32
	done  sync.WaitGroup
}

func newBackend(t testing.TB, answer string, closes bool) *backend {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	b := &backend{Listener: l, answer: answer, close: closes}
	b.done.Go(b.run)
	t.Cleanup(func() { l.Close(); b.done.Wait() })
	return b
}

func (b *backend) run() {
	for {
		c, err := b.Accept()
		if err != nil {
			return
		}
		b.conns.Add(1)
		b.done.Go(func() { b.talk(c) })
	}
}

func (b *backend) talk(c net.Conn) {
	defer c.Close()
	br := bufio.NewReader(c)
	for {
		var head strings.Builder
		for {
			line, err := br.ReadString('\n')
			if err != nil {
				return
			}
			if head.WriteString(line); line == "\r\n" {
				break
			}
		}
		b.mu.Lock()
		b.heads = append(b.heads, head.String())
		b.mu.Unlock()
		if _, err := io.WriteString(c, b.answer); err != nil || b.close {
			return
		}
	}
}

// told is everything that a caller learns from a call.
type told struct {
	Err, BodyErr, Body string
	Status             int
	Proto              string
	Header             http.Header
	Length             int64
	Close, Unpacked    bool
}

func ask(client http.RoundTripper, method, url string, header http.Header) told {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, method, url, nil)
	if err != nil {
		return told{Err: err.Error()}
	}
	maps.Copy(req.Header, header)
	resp, err := client.RoundTrip(req)
	if err != nil {
		return told{Err: err.Error()}
	}
	defer resp.Body.Close()
	got := told{
		Status: resp.StatusCode, Proto: resp.Proto, Header: resp.Header,
		Length: resp.ContentLength, Close: resp.Close, Unpacked: resp.Uncompressed,
	}
	body, err := io.ReadAll(resp.Body)
	got.Body = string(body)
	if err != nil {
		got.BodyErr = err.Error()
	}
	return got
}

func packed(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = io.WriteString(w, s)
	w.Close()
	return b.String()
}

func answers() map[string]string {
	zipped := packed(strings.Repeat("a long text, ", 1000))
	return map[string]string{
		"length":                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-A: 1\r\nX-A: 2\r\n\r\nhello",
		"empty":                 "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
		"no content":            "HTTP/1.1 204 No Content\r\n\r\n",
		"not modified":          "HTTP/1.1 304 Not Modified\r\nContent-Length: 10\r\n\r\n",
		"chunks":                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
		"chunks with trailers":  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-T\r\n\r\n5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n",
		"bad chunks":            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello",
		"until the end":         "HTTP/1.1 200 OK\r\n\r\nhello",
		"1.0":                   "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello",
		"1.0 kept":              "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 5\r\n\r\nhello",
		"close":                 "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\nhello",
		"short":                 "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
		"more than the length":  "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello world",
		"two lengths":           "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello!",
		"length and chunks":     "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
		"negative length":       "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nhello",
		"nothing":               "",
		"half a status line":    "HTTP/1.1 2",
		"half a head":           "HTTP/1.1 200 OK\r\nContent-Len",
		"no HTTP":               "SSH-2.0-OpenSSH\r\n",
		"bad status":            "HTTP/1.1 abc OK\r\n\r\n",
		"bad header":            "HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
		"folded header":         "HTTP/1.1 200 OK\r\nX-A: a\r\n b\r\nContent-Length: 0\r\n\r\n",
		"bare LF":               "HTTP/1.1 200 OK\nContent-Length: 5\n\nhello",
		"informational":         "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
		"endless informational": strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 1000),
		"large head":            "HTTP/1.1 200 OK\r\nX-A: " + strings.Repeat("a", 20000) + "\r\n\r\n",
		"many headers":          "HTTP/1.1 200 OK\r\n" + strings.Repeat("X-A: b\r\n", 2000) + "\r\n",
		"packed":                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + fmt.Sprint(len(zipped)) + "\r\n\r\n" + zipped,
		"packed, broken":        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello",
		"packed, cut":           "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 50\r\n\r\n" + zipped[:50],
		"packed, empty":         "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 0\r\n\r\n",
		"long body":             "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + strings.Repeat("0123456789", 30000),
		"status 999":            "HTTP/1.1 999 Odd\r\nContent-Length: 2\r\n\r\nok",
		"odd names":             "HTTP/1.1 200 OK\r\nx-LOWER: a\r\nX_Under.score: b\r\ncontent-length: 2\r\n\r\nok",
		"blanks":                "HTTP/1.1 200  Very  Fine \r\nX-A:   a b \t\r\nX-B:\r\nContent-Length:  2 \r\n\r\nok",
		"blank before colon":    "HTTP/1.1 200 OK\r\nX-A : a\r\nContent-Length: 2\r\n\r\nok",
		"control character":     "HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 2\r\n\r\nok",
		"bare CR":               "HTTP/1.1 200 OK\r\nX-A: a\rb\r\nContent-Length: 2\r\n\r\nok",
		"not ASCII":             "HTTP/1.1 200 Schön\r\nX-A: ä\xff\r\nContent-Length: 2\r\n\r\nok",
		"signed length":         "HTTP/1.1 200 OK\r\nContent-Length: +2\r\n\r\nok",
		"empty length":          "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\nok",
		"same length twice":     "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\nok",
		"huge length":           "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nok",
		"kept alive":            "HTTP/1.1 200 OK\r\nConnection: keep-alive\r\nKeep-Alive: timeout=5\r\nContent-Length: 2\r\n\r\nok",
		"pragma":                "HTTP/1.1 200 OK\r\nPragma: no-cache\r\nContent-Length: 2\r\n\r\nok",
		"redirect":              "HTTP/1.1 302 Found\r\nLocation: /b\r\nContent-Length: 0\r\n\r\n",
		"two digits":            "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok",
		"four digits":           "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok",
		"minus status":          "HTTP/1.1 -20 OK\r\nContent-Length: 2\r\n\r\nok",
		"no reason":             "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok",
	}
}

// endless names the answers that are whole only when the connection ends.
func endless() []string {
	return []string{
		"until the end", "short", "nothing", "half a status line", "half a head", "bad chunks", "packed, cut",
		"empty length",
		"endless informational",
	}
}

// The errors that http.Transport itself words in several ways, as its goroutines
// happen to run.
var someWording = strings.NewReplacer("net/http: HTTP/1.x transport connection broken: ", "", "http: server closed idle connection", "EOF")

func TestAnswersAreThoseOfTheStandardTransport(t *testing.T) {
	t.Parallel()
	for name, answer := range answers() {
		for _, method := range []string{"GET", "HEAD", "POST", "DELETE"} {
			for _, closes := range []bool{true, false} {
				if !closes && slices.Contains(endless(), name) {
					continue
				}
				t.Run(fmt.Sprintf("%s, %s, closes=%t", name, method, closes), func(t *testing.T) {
					t.Parallel()
					answer := answer
					if head, _, ok := strings.Cut(answer, "\r\n\r\n"); ok && method == "HEAD" && !strings.Contains(name, "informational") {
						answer = head + "\r\n\r\n"
					}
					b := newBackend(t, answer, closes)
					url := "http://" + b.Addr().String() + "/a?b=c"
					header := http.Header{"X-Own": {" 1 ", "2"}, "A-B": {"c"}}
					over := standard()
					defer over.CloseIdleConnections()
					direct := upstream.New(standard())
					defer direct.CloseIdleConnections()
					for range 2 {
						want, got := ask(over, method, url, header), ask(direct, method, url, header)
						want.Err, got.Err = someWording.Replace(want.Err), someWording.Replace(got.Err)
						if closes { // whether the end is seen in time is chance
							over.CloseIdleConnections()
							direct.CloseIdleConnections()
						}
						if strings.Contains(want.Err, "reset by peer") || strings.Contains(got.Err, "reset by peer") {
							want.Err, got.Err = "", "" // which of two ends comes first
						}
						if diff := cmp.Diff(want, got); diff != "" {
							t.Errorf("-http.Transport +upstream.Transport\n%s", diff)
						}
					}
					b.mu.Lock()
					defer b.mu.Unlock()
					for _, head := range b.heads {
						if diff := cmp.Diff(lines(b.heads[0]), lines(head)); diff != "" {
							t.Errorf("the backend sees another request:\n%s", diff)
						}
					}
				})
			}
		}
	}
}

func lines(head string) []string { return slices.Sorted(strings.Lines(head)) }

func TestConnectionsAreUsedAgain(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]int32{"length": 1, "chunks": 1, "no content": 1, "packed": 1, "close": 20, "1.0": 20, "more than the length": 20} {
		b := newBackend(t, answers()[name], name == "close" || name == "1.0")
		direct := upstream.New(standard())
		for range 20 {
			if got := ask(direct, "GET", "http://"+b.Addr().String(), nil); got.Err != "" {
				t.Error(name, got.Err)
			}
		}
		direct.CloseIdleConnections()
		if got := b.conns.Load(); got != want {
			t.Errorf("%s: %d connections, want %d", name, got, want)
		}
	}
}

// A backend that closes connections while they wait costs no request.
func TestConnectionClosedWhileItWaits(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") }))
	defer srv.Close()
	direct := upstream.New(standard())
	defer direct.CloseIdleConnections()
	for range 50 {
		for _, method := range []string{"GET", "POST"} {
			if got := ask(direct, method, srv.URL, nil); got.Body != "ok" {
				t.Fatalf("%s: %+v", method, got)
			}
			srv.CloseClientConnections()
		}
	}
}

func TestBodyLeftUnreadClosesTheConnection(t *testing.T) {
	t.Parallel()
	b := newBackend(t, answers()["long body"], false)
	direct := upstream.New(standard())
	defer direct.CloseIdleConnections()
	for range 3 {
		req := httptest.NewRequest("GET", "http://"+b.Addr().String(), nil)
		resp, err := direct.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if _, err := resp.Body.Read(make([]byte, 1)); err == nil {
			t.Error("a closed body can be read")
		}
	}
	if got := b.conns.Load(); got != 3 {
		t.Errorf("%d connections, want 3", got)
	}
}

// hangs starts a server that sends a part of an answer and then nothing.
func hangs(t *testing.T, part string) (url string, gone chan struct{}) {
	t.Helper()
	gone = make(chan struct{})
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		c, err := l.Accept()
		if err != nil {
			return
		}
		defer close(gone)
		defer c.Close()
		_, _ = io.WriteString(c, part)
		_, _ = io.Copy(io.Discard, c)
	}()
	return "http://" + l.Addr().String(), gone
}

func TestContextEndsACall(t *testing.T) {
	t.Parallel()
	for name, part := range map[string]string{"before the head": "", "in the head": "HTTP/1.1 200 O", "in the body": "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhel"} {
		for how, cancelled := range map[string]bool{"cancelled": true, "timed out": false} {
			t.Run(name+" "+how, func(t *testing.T) {
				t.Parallel()
				url, gone := hangs(t, part)
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
				want := context.DeadlineExceeded
				if cancelled {
					ctx, cancel = context.WithCancel(t.Context())
					time.AfterFunc(50*time.Millisecond, cancel)
					want = context.Canceled
				}
				defer cancel()
				req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
				if err != nil {
					t.Fatal(err)
				}
				direct := upstream.New(standard())
				defer direct.CloseIdleConnections()
				resp, err := direct.RoundTrip(req)
				if err == nil {
					_, err = io.ReadAll(resp.Body)
					resp.Body.Close()
				}
				if err != want { //nolint:errorlint // as http.Transport has it, not wrapped
					t.Errorf("error %v, want %v", err, want)
				}
				<-gone // the backend sees the end
			})
		}
	}
}

func TestHeaderTimeout(t *testing.T) {
	t.Parallel()
	url, _ := hangs(t, "")
	over := standard()
	over.ResponseHeaderTimeout = 20 * time.Millisecond
	if got := ask(upstream.New(over), "GET", url, nil); got.Err != "net/http: timeout awaiting response headers" {
		t.Error(got.Err)
	}
}

// What is not a plain call is made by the transport below.
func TestOtherCallsAreLeftToTheStandardTransport(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		fmt.Fprintf(w, "%s %s", r.Method, body)
	}))
	defer srv.Close()
	direct := upstream.New(standard())
	defer direct.CloseIdleConnections()
	resp, err := (&http.Client{Transport: direct}).Post(srv.URL, "text/plain", strings.NewReader("hello"))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if body, _ := io.ReadAll(resp.Body); string(body) != "POST hello" {
		t.Errorf("got %q", body)
	}
	for _, header := range []http.Header{{"X": {"a\r\nb"}}, {"X y": {"a"}}} {
		want, got := ask(standard(), "GET", srv.URL, header), ask(direct, "GET", srv.URL, header)
		if diff := cmp.Diff(want, got); diff != "" || got.Err == "" {
			t.Errorf("%v: %s", header, diff)
		}
	}
}

func TestManyCallsAtOnce(t *testing.T) {
	t.Parallel()
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.URL.Path) }))
	defer srv.Close()
	direct := upstream.New(standard())
	defer direct.CloseIdleConnections()
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			for j := range 100 {
				path := fmt.Sprintf("/%d/%d", i, j)
				if got := ask(direct, "GET", srv.URL+path, nil); got.Body != path {
					t.Errorf("asked for %s, got %+v", path, got)
				}
			}
		})
	}
	all.Wait()
}
