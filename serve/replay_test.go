package serve_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/template"
	"github.com/gatewright/gatewright/serve"
)

// deadAddress is one on which nothing listens: a reserved port.
const deadAddress = "127.0.0.1:47"

// world is what one case runs in.
type world struct {
	dir   string
	addrs map[string]string
	stubs []*stub
}

func (w *world) expand(s string) string {
	s = strings.ReplaceAll(s, "{{dir}}", w.dir)
	for n, a := range w.addrs {
		s = strings.ReplaceAll(s, "{{"+n+".hostport}}", a)
		s = strings.ReplaceAll(s, "{{"+n+"}}", "http://"+a)
	}
	return s
}

func (w *world) shrink(s string) string {
	s = strings.ReplaceAll(s, w.dir, "{{dir}}")
	for n, a := range w.addrs {
		s = strings.ReplaceAll(s, "http://"+a, "{{"+n+"}}")
		s = strings.ReplaceAll(s, a, "{{"+n+".hostport}}")
	}
	return s
}

func (w *world) shrinkHeaders(h map[string][]string) {
	for _, values := range h {
		for i := range values {
			values[i] = w.shrink(values[i])
		}
	}
}

// replay runs a case and returns what differs from what it recorded.
func replay(t *testing.T, c testCase) []string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &world{dir: t.TempDir(), addrs: map[string]string{"gateway": l.Addr().String(), "dead": deadAddress}}
	for name, routes := range c.Backends {
		b := newStub(name, routes, w.expand)
		defer b.Close()
		w.addrs[name] = b.addr()
		w.stubs = append(w.stubs, b)
	}
	for name, text := range c.Files {
		p := filepath.Join(w.dir, name)
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(p, []byte(w.expand(text)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	g, err := w.build(t, c)
	refused := c.Starts != nil && !*c.Starts
	if err != nil || refused {
		l.Close()
		switch {
		case err == nil:
			g.Close()
			return []string{"the gateway was built; the reference refuses this configuration"}
		case !refused:
			return []string{"the gateway was not built: " + err.Error()}
		}
		return nil
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- serve.NewServer(g, serve.ServerOptions{Listener: l}).Run(ctx) }()
	defer func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	}()
	// What is asked at start is no step's.
	for _, b := range w.stubs {
		b.take()
	}
	var diffs []string
	for i, s := range c.Steps {
		time.Sleep(time.Duration(s.WaitMS) * time.Millisecond)
		for _, d := range w.step(t, s) {
			diffs = append(diffs, "step "+strconv.Itoa(i+1)+" ("+s.Request.Method+" "+s.Request.Path+"): "+d)
		}
	}
	return diffs
}

// build makes the gateway of a case as the program does: from a rendered
// template where FC_ENABLE is set, and with what KRAKEND_ variables set.
func (w *world) build(t *testing.T, c testCase) (*serve.Gateway, error) {
	t.Helper()
	var environ []string
	for k, v := range c.Env {
		environ = append(environ, k+"="+w.expand(v))
	}
	env := func(name string) string { return w.expand(c.Env[name]) }
	doc := config.Parse("krakend.json", w.config(t, c))
	if env("FC_ENABLE") != "" {
		r, err := template.Render(doc.Source, template.Options{
			Settings: env("FC_SETTINGS"), Partials: env("FC_PARTIALS"), Templates: env("FC_TEMPLATES"), Environ: environ,
		})
		if err != nil {
			return nil, err
		}
		doc = config.Parse("krakend.json", []byte(r.Source.Text))
	}
	return serve.Build(doc.WithEnviron(environ), serve.Options{Version: "2.13.8", Dir: w.dir})
}

// config is the text of the case's configuration file.
func (w *world) config(t *testing.T, c testCase) []byte {
	t.Helper()
	_, port, _ := net.SplitHostPort(w.addrs["gateway"])
	var text string
	if json.Unmarshal(c.Config, &text) == nil {
		return []byte(strings.ReplaceAll(w.expand(text), "{{port}}", port))
	}
	var doc map[string]any
	if err := json.Unmarshal([]byte(w.expand(string(c.Config))), &doc); err != nil {
		t.Fatal(err)
	}
	doc["port"] = json.Number(port)
	data, err := json.Marshal(doc)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func (w *world) step(t *testing.T, s step) []string {
	t.Helper()
	got, err := w.send(s)
	if err != nil {
		return []string{err.Error()}
	}
	return append(compareAnswer(s, got), w.compareUpstream(s)...)
}

func (w *world) send(s step) (expectation, error) {
	var got expectation
	transport := &http.Transport{DisableCompression: true, DisableKeepAlives: true}
	defer transport.CloseIdleConnections()
	var statuses []int
	for range max(1, s.Repeat) {
		req, err := http.NewRequest(s.Request.Method, "http://"+w.addrs["gateway"]+w.expand(s.Request.Path), strings.NewReader(w.expand(s.Request.Body)))
		if err != nil {
			return got, err
		}
		for k, v := range s.Request.Headers {
			if strings.EqualFold(k, "Host") {
				req.Host = w.expand(v)
				continue
			}
			req.Header[http.CanonicalHeaderKey(k)] = strings.Split(w.expand(v), "\n")
		}
		resp, err := transport.RoundTrip(req)
		if err != nil {
			return got, err
		}
		body, err := io.ReadAll(resp.Body)
		resp.Body.Close()
		if err != nil {
			return got, err
		}
		statuses = append(statuses, resp.StatusCode)
		got = expectation{Status: resp.StatusCode, Headers: keep(resp.Header)}
		w.shrinkHeaders(got.Headers)
		switch text := w.shrink(string(body)); {
		case strings.Contains(resp.Header.Get("Content-Type"), "json") && json.Valid([]byte(text)):
			got.JSON = json.RawMessage(text)
		case isText(text):
			got.Body = text
		default:
			got.Base64 = base64.StdEncoding.EncodeToString(body)
		}
	}
	if s.Repeat > 1 {
		got.Statuses = statuses
	}
	return got, nil
}

func isText(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return r == '\uFFFD' || r < 0x20 && r != '\n' && r != '\r' && r != '\t'
	})
}

func compareAnswer(s step, got expectation) (diffs []string) {
	say := func(what string, want, got any) {
		if d := cmp.Diff(want, got); d != "" {
			diffs = append(diffs, what+" (-want +got):\n"+d)
		}
	}
	want := s.Expect
	if !s.ignores("statuses") {
		say("status", want.Status, got.Status)
		say("statuses", want.Statuses, got.Statuses)
	}
	for _, k := range names(want.Headers, got.Headers) {
		if !volatile[k] && !s.ignores("header:"+k) {
			say("header "+k, want.Headers[k], got.Headers[k])
		}
	}
	switch {
	case s.ignores("body"):
	case len(want.JSON) > 0:
		if !sameJSON(string(want.JSON), string(got.JSON)) {
			say("body", string(want.JSON), string(got.JSON)+got.Body)
		}
	default:
		say("body", want.Body+want.Base64, got.Body+got.Base64+string(got.JSON))
	}
	return diffs
}

func names(a, b map[string][]string) []string {
	var all []string
	for k := range a {
		all = append(all, k)
	}
	for k := range b {
		all = append(all, k)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// compareUpstream waits until the backends have seen as many requests as
// expected, or for a little longer where they should see none.
func (w *world) compareUpstream(s step) (diffs []string) {
	var got []seen
	for end := time.Now().Add(time.Second); ; time.Sleep(time.Millisecond) {
		for _, b := range w.stubs {
			got = append(got, b.take()...)
		}
		if len(got) >= len(s.Upstream) || s.ignores("upstream") || s.ignores("upstream-count") || time.Now().After(end) {
			break
		}
	}
	if s.ignores("upstream") {
		return nil
	}
	for i := range got {
		got[i].Path, got[i].Body = w.shrink(got[i].Path), w.shrink(got[i].Body)
		if a := s.Request.Headers["User-Agent"]; a != "" && a == got[i].agent {
			got[i].Headers["User-Agent"] = []string{a}
		}
		w.shrinkHeaders(got[i].Headers)
	}
	got, want := inOrder(got), inOrder(s.Upstream)
	if s.ignores("upstream-count") {
		got = slices.CompactFunc(got, func(a, b seen) bool {
			return a.Backend == b.Backend && a.Method == b.Method && a.Path == b.Path
		})
	}
	if len(got) != len(want) {
		return []string{"requests that backends saw (-want +got):\n" + cmp.Diff(calls(want), calls(got))}
	}
	for i := range want {
		wd, g := want[i], got[i]
		if d := cmp.Diff(calls(want[i:i+1]), calls(got[i:i+1])); d != "" {
			diffs = append(diffs, "backend request (-want +got):\n"+d)
		}
		if wd.Body != g.Body && !sameJSON(wd.Body, g.Body) {
			diffs = append(diffs, "backend request's body (-want +got):\n"+cmp.Diff(wd.Body, g.Body))
		}
		for _, k := range names(wd.Headers, g.Headers) {
			if d := cmp.Diff(wd.Headers[k], g.Headers[k]); d != "" && !s.ignores("upstream-header:"+k) {
				diffs = append(diffs, "backend request's header "+k+" (-want +got):\n"+d)
			}
		}
	}
	return diffs
}

func calls(list []seen) []string {
	var s []string
	for _, c := range list {
		s = append(s, c.Backend+" "+c.Method+" "+c.Path)
	}
	return s
}
