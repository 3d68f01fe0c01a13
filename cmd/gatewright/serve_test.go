//go:build unix

package main

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
)

// output collects what a command prints and lets a test wait for a line.
type output struct {
	mu    sync.Mutex
	text  bytes.Buffer
	lines chan string
}

func newOutput(t *testing.T) (*output, io.Writer) {
	r, w := io.Pipe()
	o := &output{lines: make(chan string, 1000)}
	go func() {
		s := bufio.NewScanner(r)
		for s.Scan() {
			o.mu.Lock()
			o.text.WriteString(s.Text() + "\n")
			o.mu.Unlock()
			o.lines <- s.Text()
		}
		close(o.lines)
	}()
	t.Cleanup(func() { w.Close() })
	return o, w
}

// wait returns the submatches of the next line that a pattern meets.
func (o *output) wait(t *testing.T, pattern string) []string {
	t.Helper()
	re := regexp.MustCompile(pattern)
	limit := time.After(20 * time.Second)
	for open := true; open; {
		var line string
		select {
		case line, open = <-o.lines:
		case <-limit:
			open = false
		}
		if m := re.FindStringSubmatch(line); m != nil && open {
			return m
		}
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	t.Fatalf("no line %q in\n%s", pattern, o.text.String())
	return nil
}

// start runs a command line until the test ends it.
func start(t *testing.T, args ...string) (o *output, end func() int) {
	t.Helper()
	return startIn(t, []string{"PATH=/"}, args...)
}

// startIn is start with an environment.
func startIn(t *testing.T, env []string, args ...string) (o *output, end func() int) {
	t.Helper()
	o, w := newOutput(t)
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan int, 1)
	go func() {
		done <- run(ctx, append([]string{"gatewright"}, args...), env, strings.NewReader(""), w, w)
	}()
	var once sync.Once
	code := 0
	end = func() int {
		once.Do(func() {
			cancel()
			code = <-done
		})
		return code
	}
	t.Cleanup(func() { end() })
	return o, end
}

func get(t *testing.T, url string) (int, string) {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

func gatewayFile(t *testing.T, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "krakend.json")
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestServeReloadsOnHangupAndKeepsTheOldOneOnError(t *testing.T) {
	backend := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.WriteString(w, `{"path": "`+r.URL.Path+`"}`)
	}))
	defer backend.Close()
	text := func(path string) string {
		return `{"version": 3, "host": ["` + backend.URL + `"], "endpoints": [{"endpoint": "/x", "backend": [{"url_pattern": "` + path + `"}]}]}`
	}
	file := gatewayFile(t, text("/one"))
	o, end := start(t, "serve", "--listen", "127.0.0.1:0", "--trace", file)
	base := o.wait(t, `serving .* on (http://\S+), 1 endpoints`)[1]
	if _, body := get(t, base+"/x"); !strings.Contains(body, "/one") {
		t.Errorf("got %s", body)
	}
	o.wait(t, `trace: GET /x: backend 0: GET http://\S+/one in \S+: 200, 16 bytes`)

	reload := func(text, said string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
			t.Fatal(err)
		}
		o.wait(t, said)
	}
	reload(text("/two"), "reloaded")
	if _, body := get(t, base+"/x"); !strings.Contains(body, "/two") {
		t.Errorf("got %s", body)
	}
	reload(`{"version": 3, "endpoints": [`, `krakend.json:1:\d+: error: .*\[syntax-error\]`)
	o.wait(t, "the old configuration goes on")
	if _, body := get(t, base+"/x"); !strings.Contains(body, "/two") {
		t.Errorf("got %s", body)
	}
	if code := end(); code != exit.Fine {
		t.Errorf("exit code %d", code)
	}
}

func TestServeSaysThatThePortIsTaken(t *testing.T) {
	taken := httptest.NewServer(http.NotFoundHandler())
	defer taken.Close()
	file := gatewayFile(t, `{"version": 3, "endpoints": []}`)
	var stderr bytes.Buffer
	code := run(t.Context(), []string{"gatewright", "serve", "--listen", strings.TrimPrefix(taken.URL, "http://"), file},
		nil, strings.NewReader(""), io.Discard, &stderr)
	if code != exit.Failed || !strings.Contains(stderr.String(), "address already in use") || !strings.Contains(stderr.String(), "hint: another program listens there") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}

func TestServeStrictRefusesWhatLintFinds(t *testing.T) {
	file := gatewayFile(t, `{"version": 3, "timeout": 2, "endpoints": [{"endpoint": "/x", "backend": [{"host": ["http://a:80"], "url_pattern": "/"}]}]}`)
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	var stderr bytes.Buffer
	code := run(ctx, []string{"gatewright", "serve", "--strict", "--listen", "127.0.0.1:0", file}, nil, strings.NewReader(""), io.Discard, &stderr)
	if code != exit.Failed || !strings.Contains(stderr.String(), "[duration-number]") {
		t.Errorf("exit code %d: %s", code, stderr.String())
	}
}

func TestServeMocksBackendsFromTheirDocuments(t *testing.T) {
	dir := t.TempDir()
	spec := filepath.Join(dir, "users.yaml")
	if err := os.WriteFile(spec, []byte(`openapi: 3.0.3
info: {title: Users, version: "1"}
servers: [{url: "http://users:5000"}]
paths:
  /users/{id}:
    get:
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        "200":
          description: one
          content: {application/json: {schema: {type: object, properties: {name: {type: string, example: Ada}}}}}
`), 0o644); err != nil {
		t.Fatal(err)
	}
	file := gatewayFile(t, `{"version": 3, "endpoints": [{"endpoint": "/u/{id}", "backend": [{"host": ["http://users:5000"], "url_pattern": "/users/{id}"}]}]}`)
	o, _ := start(t, "serve", "--listen", "127.0.0.1:0", "--mock", spec, file)
	base := o.wait(t, `serving .* on (http://\S+),`)[1]
	if status, body := get(t, base+"/u/1"); status != 200 || !strings.Contains(body, `"name":"Ada"`) {
		t.Errorf("got %d %s", status, body)
	}
}

func TestDemoCheckRunsTheWholeScenario(t *testing.T) {
	dir := t.TempDir()
	var stdout, stderr bytes.Buffer
	code := run(t.Context(), []string{"gatewright", "demo", "--check", "--dir", dir}, nil, strings.NewReader(""), &stdout, &stderr)
	if code != exit.Fine || strings.Count(stdout.String(), "ok  ") < 10 || strings.Contains(stdout.String(), "FAIL") {
		t.Errorf("exit code %d\n%s%s", code, stdout.String(), stderr.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "krakend.json")); err != nil {
		t.Error(err)
	}
}

func TestDemoServesUntilItIsStopped(t *testing.T) {
	o, end := start(t, "demo", "--listen", "127.0.0.1:0", "--dir", t.TempDir())
	o.wait(t, `generated `)
	base := o.wait(t, `serving +(http://\S+)`)[1]
	o.wait(t, `curl -i `+base+`/users$`)
	if status, body := get(t, base+"/users"); status != 200 || !strings.HasPrefix(body, "[") {
		t.Errorf("got %d %s", status, body)
	}
	if code := end(); code != exit.Fine {
		t.Errorf("exit code %d", code)
	}
}
