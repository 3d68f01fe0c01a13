package serve_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/serve"
)

// rawBackend answers each connection with one text, and closes it then; hold
// keeps it open until the test ends.
func rawBackend(t *testing.T, answer func(w io.Writer), hold bool) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	over := make(chan struct{})
	t.Cleanup(func() {
		close(over)
		l.Close()
	})
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				if _, err := http.ReadRequest(bufio.NewReader(c)); err != nil {
					return
				}
				answer(c)
				if hold {
					<-over
				}
			}()
		}
	}()
	return "http://" + l.Addr().String()
}

func sending(text string) func(io.Writer) {
	return func(w io.Writer) { io.WriteString(w, text) }
}

// both are one backend behind two endpoints: /decoded and /passed.
func both(backend string) string {
	return `{"endpoint":"/decoded","timeout":"2s","backend":[{"host":["` + backend + `"],"url_pattern":"/"}]},
{"endpoint":"/passed","timeout":"2s","output_encoding":"no-op","backend":[{"host":["` + backend + `"],"url_pattern":"/"}]}`
}

func TestBackendsThatLie(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
	tests := map[string]struct {
		answer          string
		decoded, passed int    // statuses; -1 where the connection to the client breaks
		body            string // of both where they answer 200
	}{
		"promises more than it sends":     {ok + "Content-Length: 100\r\n\r\n{\"a\":", 500, -1, ""},
		"sends more than it promised":     {ok + "Content-Length: 7\r\n\r\n{\"a\":1}HTTP/1.1 200 OK\r\n\r\nevil", 200, 200, `{"a":1}`},
		"chunks that end too early":       {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\n{\"a\":", 500, -1, ""},
		"chunks of no size":               {ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n", 500, -1, ""},
		"a length beside chunks":          {ok + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n7\r\n{\"a\":1}\r\n0\r\n\r\n", 200, 200, `{"a":1}`},
		"two lengths":                     {ok + "Content-Length: 3\r\nContent-Length: 7\r\n\r\n{\"a\":1}", 500, 500, ""},
		"no HTTP at all":                  {"SSH-2.0-OpenSSH\r\n", 500, 500, ""},
		"nothing":                         {"", 500, 500, ""},
		"half a head":                     {ok, 500, 500, ""},
		"a status that is none":           {"HTTP/1.1 099 What\r\nContent-Length: 2\r\n\r\n{}", 500, 500, ""},
		"a status of nothing":             {"HTTP/1.1 000 What\r\nContent-Length: 2\r\n\r\n{}", 500, 500, ""},
		"another protocol from now on":    {"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\nhello", 500, 500, ""},
		"a status beyond three digits":    {"HTTP/1.1 20000 OK\r\n\r\n", 500, 500, ""},
		"a header that splits the answer": {ok + "X-A: a\rX-B: b\r\nContent-Length: 2\r\n\r\n{}", 500, 500, ""},
		"a header without an end":         {ok + "X-A: " + strings.Repeat("a", 2<<20) + "\r\n\r\n{}", 500, 500, ""},
		"a flood of early answers":        {strings.Repeat("HTTP/1.1 103 Early Hints\r\nLink: <"+strings.Repeat("a", 4096)+">\r\n\r\n", 1000) + ok + "Content-Length: 2\r\n\r\n{}", 500, 500, ""},
		"gzip that is none":               {ok + "Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}", 500, -1, ""},
		"an answer of unknown length":     {ok + "\r\n{\"a\":1}", 200, 200, `{"a":1}`},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, addr, stop := server(t, withEndpoints(both(rawBackend(t, sending(tt.answer), false))), serve.Options{})
			defer stop()
			for path, want := range map[string]int{"/decoded": tt.decoded, "/passed": tt.passed} {
				status, body := outcome(t, "http://"+addr+path)
				if status != want || want == 200 && body != tt.body {
					t.Errorf("%s: got %d %q, want %d", path, status, body, want)
				}
			}
		})
	}
}

// outcome is a status and a body, or -1 where the answer breaks off.
func outcome(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := client(t).Get(url)
	if err != nil {
		return -1, err.Error()
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return -1, err.Error()
	}
	return resp.StatusCode, string(body)
}

func TestBackendsThatHangEndWithTheirEndpoint(t *testing.T) {
	for name, answer := range map[string]string{
		"before the head": "",
		"in the head":     "HTTP/1.1 200 OK\r\nContent-",
		"in the body":     "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{\"a\"",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			backend := rawBackend(t, sending(answer), true)
			_, addr, stop := server(t, withEndpoints(strings.ReplaceAll(both(backend), `"2s"`, `"200ms"`)), serve.Options{})
			defer stop()
			for _, path := range []string{"/decoded", "/passed"} {
				start := time.Now()
				if status, body := outcome(t, "http://"+addr+path); status == 200 {
					t.Errorf("%s: got %d %q", path, status, body)
				}
				if took := time.Since(start); took > 10*time.Second {
					t.Errorf("%s took %s", path, took)
				}
			}
		})
	}
}

// TestLargeAnswersPassInLittleMemory passes 100 MB on and refuses to decode
// them.
func TestLargeAnswersPassInLittleMemory(t *testing.T) {
	const size = 100 << 20
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, `{"a":"`)
		io.CopyN(w, zeros{}, size)
		io.WriteString(w, `"}`)
	}))
	defer backend.Close()
	_, addr, stop := server(t, withEndpoints(strings.ReplaceAll(both(backend.URL), `"2s"`, `"1m"`)), serve.Options{MaxBody: 1 << 20})
	defer stop()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	resp, err := client(t).Get("http://" + addr + "/passed")
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.Copy(io.Discard, resp.Body)
	resp.Body.Close()
	runtime.ReadMemStats(&after)
	if err != nil || n != size+8 {
		t.Errorf("got %d bytes, %v", n, err)
	}
	if used := after.TotalAlloc - before.TotalAlloc; used > 20<<20 {
		t.Errorf("passing %d MB on took %d MB", size>>20, used>>20)
	}
	if status, _ := outcome(t, "http://"+addr+"/decoded"); status != 500 {
		t.Errorf("decoding gives %d", status)
	}
}

// TestBombsAreNotUnpackedBeyondTheBound counts what a decompression takes.
func TestBombsAreNotUnpackedBeyondTheBound(t *testing.T) {
	var bomb bytes.Buffer
	z := gzip.NewWriter(&bomb)
	fmt.Fprint(z, `{"a":"`)
	io.CopyN(z, zeros{}, 24<<20)
	fmt.Fprint(z, `"}`)
	z.Close()
	for _, asked := range []string{`["Accept-Encoding"]`, `[]`} {
		backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			w.Write(bomb.Bytes())
		}))
		_, addr, stop := server(t, withEndpoints(`{"endpoint":"/x","timeout":"1m","input_headers":`+asked+`,"backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}`),
			serve.Options{MaxBody: 1 << 20})
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		status, _ := outcome(t, "http://"+addr+"/x")
		runtime.ReadMemStats(&after)
		if used := after.TotalAlloc - before.TotalAlloc; status != 500 || used > 16<<20 {
			t.Errorf("got %d with %d MB", status, used>>20)
		}
		stop()
		backend.Close()
	}
}

// An answer without an end is given up at the bound for bodies, and one that passes
// through when its client goes.
// TestSmallAnswersThatGetLarge asks for encodings that write a long name, or an
// indentation, once for each of many elements.
func TestSmallAnswersThatGetLarge(t *testing.T) {
	list := "[" + strings.Repeat("1,", 50_000) + "1]"
	for name, body := range map[string]string{
		"a long name": `{"a":0,"` + strings.Repeat("n", 50_000) + `":` + list + `}`,
		"deep":        strings.Repeat(`{"a":`, 5000) + `{"a":0,"b":[` + strings.Repeat(`{"k":1},`, 50_000) + `1]}` + strings.Repeat("}", 5000),
	} {
		t.Run(name, func(t *testing.T) {
			g := build(t, withEndpoints(`{"endpoint":"/x","output_encoding":"negotiate","cache_ttl":"1m","backend":[{"url_pattern":"/"}]}`),
				serve.Options{Transport: answering(200, body), MaxBody: 2 << 20})
			for accept, want := range map[string]int{"application/json": 200, "application/xml": 500, "text/plain": 500} {
				if accept == "application/xml" && name == "deep" || accept == "text/plain" && name == "a long name" {
					continue // these do not grow
				}
				r := httptest.NewRequest("GET", "/x", nil)
				r.Header.Set("Accept", accept)
				w := httptest.NewRecorder()
				g.ServeHTTP(w, r)
				if w.Code != want || want == 500 && (w.Body.Len() > 0 || w.Header().Get("X-Krakend-Completed") != "false" || w.Header().Get("Cache-Control") != "") {
					t.Errorf("%s: got %d, %d bytes, %v", accept, w.Code, w.Body.Len(), w.Header())
				}
			}
		})
	}
}

func TestEndlessAnswersAreCutOff(t *testing.T) {
	ended := make(chan struct{}, 2)
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		defer func() { ended <- struct{}{} }()
		piece := bytes.Repeat([]byte(" "), 1<<16)
		for {
			if _, err := w.Write(piece); err != nil {
				return
			}
		}
	}))
	defer backend.Close()
	_, addr, stop := server(t, withEndpoints(strings.ReplaceAll(both(backend.URL), `"2s"`, `"1m"`)), serve.Options{MaxBody: 1 << 20})
	defer stop()
	if status, body := outcome(t, "http://"+addr+"/decoded"); status != 500 {
		t.Errorf("decoded: got %d %.100q", status, body)
	}
	<-ended
	c := dial(t, addr)
	c.send(t, "GET /passed HTTP/1.1\r\nHost: h\r\n\r\n")
	if _, err := io.CopyN(io.Discard, c, 4<<20); err != nil {
		t.Fatal(err)
	}
	c.Close()
	<-ended
}

func TestStrictRefusesParametersThatLeaveTheirPlace(t *testing.T) {
	const endpoint = `{"endpoint":"/u/{id}/x","backend":[{"url_pattern":"/users/{id}?role=guest&id={id}"}]}`
	tests := []struct {
		param           string
		lenient, strict int
	}{
		{"42", 200, 200},
		{"ada@example.com", 200, 200},
		{"M%C3%BCller", 200, 200},
		{"a+b=c:d,e~f!g", 200, 200},
		{"..", 200, 400},
		{"%2e%2e", 200, 400},
		{".", 200, 400},
		{"a%26role=admin", 200, 400},
		{"a;role=admin", 200, 400},
		{"a%5c..%5cb", 200, 400},
		{"a%3Frole=admin", 400, 400},
		{"a%23", 400, 400},
		{"a%2500", 400, 400},
		{"a%00", 500, 400},
		{"a%0d%0aX:%20y", 500, 400},
	}
	for name, strict := range map[string]bool{"lenient": false, "strict": true} {
		g := build(t, withEndpoints(endpoint), serve.Options{StrictParams: strict, Transport: answering(200, `{"a":1}`)})
		for _, tt := range tests {
			t.Run(name+" "+tt.param, func(t *testing.T) {
				want := tt.lenient
				if strict {
					want = tt.strict
				}
				if w := ask(g, "GET", "/u/"+tt.param+"/x", ""); w.Code != want {
					t.Errorf("got %d %s", w.Code, w.Body)
				}
			})
		}
	}
}

// TestEveryPieceComesBeforeTheNextIsSent holds for events, chunks and trickling
// bodies, over each protocol of the listener.
func TestEveryPieceComesBeforeTheNextIsSent(t *testing.T) {
	for _, kind := range []string{"text/event-stream", "application/x-ndjson", "application/octet-stream"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			next := make(chan struct{})
			backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", kind)
				for i := range 5 {
					fmt.Fprintf(w, "%d\n", i)
					w.(http.Flusher).Flush()
					<-next
				}
			}))
			defer backend.Close()
			_, addr, stop := server(t, documentf(`{"version":3,"use_h2c":true,"timeout":"1m","endpoints":[{"endpoint":"/x","output_encoding":"no-op","backend":[{"host":["`+backend.URL+`"],"url_pattern":"/"}]}]}`), serve.Options{})
			defer stop()
			for _, two := range []bool{false, true} {
				protocols := &http.Protocols{}
				protocols.SetHTTP1(!two)
				protocols.SetUnencryptedHTTP2(two)
				tr := &http.Transport{Protocols: protocols}
				resp, err := (&http.Client{Transport: tr}).Get("http://" + addr + "/x")
				if err != nil {
					t.Fatal(err)
				}
				lines := bufio.NewReader(resp.Body)
				for i := range 5 {
					if line, err := lines.ReadString('\n'); line != fmt.Sprintf("%d\n", i) {
						t.Fatalf("got %q, %v", line, err)
					}
					next <- struct{}{}
				}
				resp.Body.Close()
				tr.CloseIdleConnections()
			}
		})
	}
}
