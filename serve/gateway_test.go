package serve_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve"
)

// fake stands in for the backends.
type fake func(*http.Request) (*http.Response, error)

func (f fake) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func response(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

func answering(status int, body string) fake {
	return func(*http.Request) (*http.Response, error) { return response(status, body), nil }
}

// withEndpoints is a configuration of the endpoints given, as JSON.
func withEndpoints(endpoints string) *config.Document {
	return config.Parse("krakend.json", []byte(`{"version":3,"host":["http://backend:8000"],"endpoints":[`+endpoints+`]}`))
}

func build(t testing.TB, doc *config.Document, opts serve.Options) *serve.Gateway {
	t.Helper()
	g, err := serve.Build(doc, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(g.Close)
	return g
}

func ask(h http.Handler, method, path, body string) *httptest.ResponseRecorder {
	w := httptest.NewRecorder()
	h.ServeHTTP(w, httptest.NewRequest(method, path, strings.NewReader(body)))
	return w
}

func TestBuildReportsEveryErrorWithItsPlace(t *testing.T) {
	doc := config.Parse("krakend.json", []byte(`{
  "version": 2,
  "timeout": "soon",
  "extra_config": {"security/cors": {"max_age": 3600}},
  "endpoints": [
    {"endpoint": "/x", "backend": []},
    {"endpoint": "/y", "backend": [{"host": ["http://a/b"], "url_pattern": "/{id}"}]}
  ]
}`))
	_, err := serve.Build(doc, serve.Options{})
	var ce *serve.ConfigError
	if !errors.As(err, &ce) {
		t.Fatalf("got %v", err)
	}
	var got []string
	for _, f := range ce.Findings {
		got = append(got, f.Span.String()+" "+f.Rule)
	}
	want := []string{
		"krakend.json:2:14 version-unsupported", "krakend.json:3:14 duration-invalid", "krakend.json:4:49 cors-max-age-type",
		"krakend.json:6:35 backend-empty", "krakend.json:7:46 host-invalid", "krakend.json:7:76 param-undefined",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("findings (-want +got):\n%s", d)
	}
	for _, f := range ce.Findings {
		if !strings.Contains(err.Error(), f.String()) {
			t.Errorf("the error leaves out %q", f)
		}
	}
}

func TestBuildOfNothingIsAnError(t *testing.T) {
	for _, text := range []string{"", "null", "[]", "{", "12"} {
		if _, err := serve.Build(config.Parse("krakend.json", []byte(text)), serve.Options{}); err == nil {
			t.Errorf("%q was built", text)
		}
	}
}

func TestStrictCheckRefusesAtBuildAndReload(t *testing.T) {
	effect := diag.Wrong
	opts := serve.Options{Transport: answering(200, "{}"), Check: func(*config.Document) []diag.Finding {
		return []diag.Finding{{Rule: "made-up", Effect: effect, Message: "no"}}
	}}
	doc := withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/"}]}`)
	s := serve.NewServer(build(t, doc, opts), serve.ServerOptions{})
	effect = diag.Unsafe
	if err := s.Reload(doc); err == nil || !strings.Contains(err.Error(), "made-up") {
		t.Errorf("got %v", err)
	}
}

func TestStrictRefusesProtectionThatIsNotRun(t *testing.T) {
	doc := withEndpoints(`{"endpoint":"/x","extra_config":{"auth/basic":{}},"backend":[{"url_pattern":"/"}]}`)
	build(t, doc, serve.Options{})
	_, err := serve.Build(doc, serve.Options{Check: func(*config.Document) []diag.Finding { return nil }})
	if err == nil || !strings.Contains(err.Error(), diag.NamespaceEnterprise) {
		t.Errorf("got %v", err)
	}
}

func TestRoutesAndNotices(t *testing.T) {
	doc := config.Parse("krakend.json", []byte(`{"version":3,"host":["http://b:80"],
"extra_config":{"telemetry/logging":{"level":"INFO"},"auth/api-keys":{}},
"plugin":{"folder":"./","pattern":".so"},
"async_agent":[],
"endpoints":[
 {"endpoint":"/x","method":"post","backend":[{"url_pattern":"/a"},{"host":["http://c:81"],"url_pattern":"/b"}]},
 {"endpoint":"/y","method":"OPTIONS","backend":[{"url_pattern":"/a"}]},
 {"endpoint":"/z","extra_config":{"websocket":{},"proxy":{},"made/up":{}},"backend":[{"url_pattern":"/a","extra_config":{"backend/amqp/consumer":{}}}]},
 {"endpoint":"/w","extra_config":{"websocket":{}},"backend":[{"url_pattern":"/a","extra_config":{"backend/amqp/consumer":{}}}]}
]}`))
	g := build(t, doc, serve.Options{Transport: answering(200, "{}")})
	want := []serve.Route{
		{Method: "POST", Path: "/x", Backends: []string{"http://b:80/a", "http://c:81/b"}},
		{Method: "GET", Path: "/z", Backends: []string{"http://b:80/a"}},
		{Method: "GET", Path: "/w", Backends: []string{"http://b:80/a"}},
	}
	if d := cmp.Diff(want, g.Routes()); d != "" {
		t.Errorf("routes (-want +got):\n%s", d)
	}
	var got []string
	for _, f := range g.Notices() {
		got = append(got, f.Rule+" "+f.Pointer)
	}
	if d := cmp.Diff([]string{
		"namespace-not-run /extra_config/telemetry~1logging",
		"namespace-enterprise-only /extra_config/auth~1api-keys",
		"namespace-enterprise-only /endpoints/2/extra_config/websocket",
		"namespace-not-run /endpoints/2/backend/0/extra_config/backend~1amqp~1consumer",
		"namespace-not-run /plugin",
	}, got); d != "" {
		t.Errorf("notices (-want +got):\n%s", d)
	}
}

func TestErrorsAreExplainedOnlyWhenAsked(t *testing.T) {
	doc := withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/x"}]}`)
	for _, explain := range []bool{false, true} {
		w := ask(build(t, doc, serve.Options{Transport: answering(200, "[1]"), ExplainErrors: explain}), "GET", "/x", "")
		reason := w.Header().Get("X-Gatewright-Reason")
		if (reason != "") != explain || explain && !strings.Contains(reason, "cannot unmarshal array") {
			t.Errorf("explain %v: got %q", explain, reason)
		}
		if w.Code != 500 || w.Body.Len() != 0 {
			t.Errorf("got %d %q", w.Code, w.Body)
		}
	}
}

func TestFailedCallsAreLoggedOnceWithTheirRule(t *testing.T) {
	tests := map[string]struct {
		backend string
		answer  fake
		want    []string
	}{
		"array not declared":   {`"url_pattern":"/"`, answering(200, "[]"), []string{"rule=collection-missing"}},
		"object declared list": {`"url_pattern":"/","is_collection":true`, answering(200, "{}"), []string{"rule=collection-unexpected"}},
		"no body":              {`"url_pattern":"/"`, answering(200, ""), []string{"rule=empty-body-decoded", "error=EOF"}},
		"204":                  {`"url_pattern":"/"`, answering(204, ""), []string{"rule=empty-body-decoded", "status=204", `want="200 or 201"`}},
		"202":                  {`"url_pattern":"/"`, answering(202, "{}"), []string{"rule=success-status-unsupported", "status=202"}},
		"404":                  {`"url_pattern":"/"`, answering(404, "{}"), []string{"status=404"}},
		"a number":             {`"url_pattern":"/"`, answering(200, "12"), []string{"rule=json-scalar"}},
		"HTML":                 {`"url_pattern":"/"`, answering(200, "<p>"), []string{"rule=media-type-mismatch"}},
		"secrets are masked":   {`"url_pattern":"/?api_key=s3cret&q=1"`, answering(500, ""), []string{`/?api_key=***&q=1`}},
		"no answer":            {`"url_pattern":"/?token=s3cret"`, func(*http.Request) (*http.Response, error) { return nil, errors.New("no route") }, []string{`error="no route"`}},
		"user and password":    {`"host":["http://me:s3cret@backend"],"disable_host_sanitize":true,"url_pattern":"/"`, answering(500, ""), []string{"backend/"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			var log bytes.Buffer
			doc := config.Parse("krakend.json", []byte(`{"version":3,"host":["http://backend:80"],"extra_config":{"router":{"disable_access_log":true}},
"endpoints":[{"endpoint":"/x/{id}","backend":[{`+tt.backend+`}]}]}`))
			g := build(t, doc, serve.Options{Transport: tt.answer, Logger: slog.New(slog.NewTextHandler(&log, nil))})
			if w := ask(g, "GET", "/x/7", ""); w.Code != 500 {
				t.Errorf("got status %d", w.Code)
			}
			line := log.String()
			if strings.Count(line, "\n") != 1 || strings.Contains(line, "s3cret") {
				t.Errorf("logged:\n%s", line)
			}
			for _, want := range append(tt.want, `endpoint="GET /x/{id}"`, "backend=0") {
				if !strings.Contains(line, want) {
					t.Errorf("%s is not in %s", want, line)
				}
			}
		})
	}
}

func TestAccessLogFollowsTheRouterSettings(t *testing.T) {
	for settings, want := range map[string]int{
		`{}`: 2, `{"logger_skip_paths":["/x"]}`: 1, `{"disable_access_log":true}`: 0,
	} {
		var log bytes.Buffer
		doc := config.Parse("krakend.json", []byte(`{"version":3,"host":["http://b:80"],"extra_config":{"router":`+settings+`},
"endpoints":[{"endpoint":"/x","backend":[{"url_pattern":"/"}]}]}`))
		g := build(t, doc, serve.Options{Transport: answering(200, `{"a":1}`), Logger: slog.New(slog.NewTextHandler(&log, nil))})
		ask(g, "GET", "/x?token=s3cret", "")
		ask(g, "GET", "/nope", "")
		if got := strings.Count(log.String(), "msg=request"); got != want || strings.Contains(log.String(), "s3cret") {
			t.Errorf("%s: %d lines, want %d:\n%s", settings, got, want, &log)
		}
	}
}

func TestDroppedDataIsToldInTheLog(t *testing.T) {
	for endpoint, rule := range map[string]string{
		`{"endpoint":"/x","output_encoding":"json-collection","backend":[{"url_pattern":"/"}]}`: diag.JSONCollectionSource,
		`{"endpoint":"/x","output_encoding":"string","backend":[{"url_pattern":"/"}]}`:          diag.StringOutputContent,
		`{"endpoint":"/x","backend":[{"url_pattern":"/","encoding":"no-op"}]}`:                  diag.NoopBackendOnly,
	} {
		var log bytes.Buffer
		g := build(t, withEndpoints(endpoint), serve.Options{Transport: answering(200, `{"a":1}`), Logger: slog.New(slog.NewTextHandler(&log, nil))})
		if w := ask(g, "GET", "/x", ""); w.Code != 200 {
			t.Errorf("%s: got status %d", rule, w.Code)
		}
		if !strings.Contains(log.String(), "rule="+rule) {
			t.Errorf("%s is not in %s", rule, &log)
		}
	}
}

func TestTraceReportsEachCall(t *testing.T) {
	g := build(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/a"},{"url_pattern":"/b?key=s3cret"}]},
{"endpoint":"/raw","output_encoding":"no-op","backend":[{"url_pattern":"/c"}]}`), serve.Options{Transport: fake(func(r *http.Request) (*http.Response, error) {
		if r.URL.Path == "/b" {
			return response(200, "[1]"), nil
		}
		answer := response(200, `{"a":1}`)
		answer.Header = http.Header{"X-From": {r.URL.Path}}
		return answer, nil
	})})
	var mu sync.Mutex
	calls := map[string]serve.Call{}
	ctx := serve.WithTrace(t.Context(), func(c serve.Call) {
		mu.Lock()
		defer mu.Unlock()
		calls[c.URL] = c
	})
	for _, path := range []string{"/x", "/raw"} {
		g.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", path, nil).WithContext(ctx))
	}
	a, b, c := calls["http://backend:8000/a"], calls["http://backend:8000/b?key=***"], calls["http://backend:8000/c"]
	if a.Status != 200 || a.Body != `{"a":1}` || a.Size != 7 || a.Err != nil || a.Endpoint.Path != "/x" || a.Method != "GET" {
		t.Errorf("first call: %+v", a)
	}
	for _, call := range []serve.Call{a, c} {
		if call.Header.Get("X-From") == "" || call.Sent.Get("User-Agent") == "" {
			t.Errorf("%s: got the headers %v, sent %v", call.URL, call.Header, call.Sent)
		}
	}
	if b.Backend != 1 || b.Err == nil || b.Rule != diag.CollectionMissing {
		t.Errorf("second call: %+v", b)
	}
	if c.Body != `{"a":1}` || c.Size != 7 || c.Endpoint.Path != "/raw" {
		t.Errorf("passing call: %+v", c)
	}
}

func TestBodiesAreBounded(t *testing.T) {
	endless := fake(func(*http.Request) (*http.Response, error) {
		r := response(200, "")
		r.Body = io.NopCloser(io.MultiReader(strings.NewReader(`{"a":"`), zeros{}))
		return r, nil
	})
	bomb := fake(func(*http.Request) (*http.Response, error) {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		fmt.Fprintf(z, `{"a":"%s"}`, strings.Repeat("x", 10<<20))
		z.Close()
		r := response(200, b.String())
		r.Header.Set("Content-Encoding", "gzip")
		return r, nil
	})
	for name, backend := range map[string]fake{"endless": endless, "gzip bomb": bomb} {
		t.Run(name, func(t *testing.T) {
			g := build(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/"}]}`), serve.Options{Transport: backend, MaxBody: 1 << 20})
			if w := ask(g, "GET", "/x", ""); w.Code != 500 {
				t.Errorf("got status %d", w.Code)
			}
		})
	}
	t.Run("request for two backends", func(t *testing.T) {
		g := build(t, withEndpoints(`{"endpoint":"/x","method":"POST","backend":[{"url_pattern":"/a"},{"url_pattern":"/b"}]}`),
			serve.Options{Transport: answering(200, "{}"), MaxBody: 1 << 10})
		if w := ask(g, "POST", "/x", strings.Repeat("x", 2<<10)); w.Code != http.StatusRequestEntityTooLarge {
			t.Errorf("got status %d", w.Code)
		}
	})
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = '0'
	}
	return len(p), nil
}

func TestPanicsOfATransportCostTheCallAlone(t *testing.T) {
	g := build(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/a"},{"url_pattern":"/b"}]}`), serve.Options{
		Transport: fake(func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/a" {
				panic("broken")
			}
			return response(200, `{"b":2}`), nil
		})})
	w := ask(g, "GET", "/x", "")
	if w.Code != 200 || w.Body.String() != `{"b":2}` || w.Header().Get("X-Krakend-Completed") != "false" {
		t.Errorf("got %d %s %v", w.Code, w.Body, w.Header())
	}
}

func TestClientsThatGoAwayCancelTheCalls(t *testing.T) {
	canceled := make(chan struct{})
	g := build(t, withEndpoints(`{"endpoint":"/x","timeout":"1m","backend":[{"url_pattern":"/"}]}`), serve.Options{
		Transport: fake(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			close(canceled)
			return nil, r.Context().Err()
		})})
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	g.ServeHTTP(httptest.NewRecorder(), httptest.NewRequest("GET", "/x", nil).WithContext(ctx))
	select {
	case <-canceled:
	case <-time.After(10 * time.Second):
		t.Error("the call went on")
	}
}
