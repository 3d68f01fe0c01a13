package serve_test

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/serve"
)

// called is a transport that answers {"id":7,"n":{"x":"deep"}} and notes URLs.
type called struct{ urls []string }

func (c *called) RoundTrip(r *http.Request) (*http.Response, error) {
	c.urls = append(c.urls, r.URL.String())
	return answering(200, `{"id":7,"n":{"x":"deep"}}`).RoundTrip(r)
}

// Parameters that are propagated are there for scripts and rules of every later
// backend, also where its url_pattern does not name them.
func TestPropagatedParamsReachLaterBackends(t *testing.T) {
	c := &called{}
	g := build(t, withEndpoints(`{"endpoint":"/x","extra_config":{"proxy":{"sequential":true,"sequential_propagated_params":["resp0_id","resp0_n.x","resp1_id","resp0"]}},"backend":[
{"url_pattern":"/a"},
{"url_pattern":"/b","extra_config":{"modifier/lua-backend":{"pre":"local r = request.load(); r:url(r:url() .. '?p=' .. r:params('Resp0_id') .. r:params('Resp0_n.x') .. r:params('Resp1_id'))"}}},
{"url_pattern":"/c","extra_config":{"validation/cel":[{"check_expr":"req_params.Resp0_id == '7' && req_params.Resp1_id == '7'"}]}}]}`), serve.Options{Transport: c})
	if w := ask(g, "GET", "/x", ""); w.Header().Get("X-Krakend-Completed") != "true" {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
	if diff := cmp.Diff([]string{"http://backend:8000/a", "http://backend:8000/b?p=7deep", "http://backend:8000/c"}, c.urls); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
	if n := g.Notices(); len(n) != 1 || !strings.HasSuffix(n[0].Pointer, "/sequential_propagated_params") {
		t.Errorf("told %v", n)
	}
}

func TestCORSTellsWhatItDoesWithDebug(t *testing.T) {
	for debug, want := range map[string]bool{"true": true, "false": false} {
		var log bytes.Buffer
		doc := documentf(`{"version":3,"extra_config":{"security/cors":{"allow_origins":["https://a"],"debug":` + debug + `}}}`)
		g := build(t, doc, serve.Options{Logger: slog.New(slog.NewTextHandler(&log, nil))})
		r := httptest.NewRequest("GET", "/__health", nil)
		r.Header.Set("Origin", "https://b")
		g.ServeHTTP(httptest.NewRecorder(), r)
		if got := strings.Contains(log.String(), "security/cors: "); got != want {
			t.Errorf("debug %s: the log is %q", debug, log.String())
		}
	}
}

func TestAppEngineSaysTheAddressOfAClient(t *testing.T) {
	for name, tt := range map[string]struct {
		router string
		want   []int // of three requests
	}{
		"told by the platform": {`{"app_engine":true,"trusted_proxies":["10.0.0.1"]}`, []int{200, 429, 200}},
		"not believed":         {`{"trusted_proxies":["10.0.0.1"]}`, []int{200, 429, 429}},
	} {
		doc := config.Parse("krakend.json", []byte(`{"version":3,"host":["http://b:80"],"extra_config":{"router":`+tt.router+`},"endpoints":[
{"endpoint":"/x","extra_config":{"qos/ratelimit/router":{"client_max_rate":0.01,"client_capacity":1,"strategy":"ip"}},"backend":[{"url_pattern":"/"}]}]}`))
		g := build(t, doc, serve.Options{Transport: answering(200, "{}")})
		var got []int
		for _, ip := range []string{"1.1.1.1", "1.1.1.1", "2.2.2.2"} {
			r := httptest.NewRequest("GET", "/x", nil)
			r.Header.Set("X-Appengine-Remote-Addr", ip)
			w := httptest.NewRecorder()
			g.ServeHTTP(w, r)
			got = append(got, w.Code)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: -want +got\n%s", name, diff)
		}
	}
}

// An output encoding that nobody knows is that of the only backend, as it is
// written: with no-op the answer passes through.
func TestAnUnknownOutputIsThatOfTheOnlyBackend(t *testing.T) {
	for name, tt := range map[string]struct{ backends, want string }{
		"no-op":       {`{"url_pattern":"/","encoding":"no-op"}`, "404 text"},
		"string":      {`{"url_pattern":"/","encoding":"string","extra_config":{"backend/http":{"return_error_code":true}}}`, "404 "},
		"in capitals": {`{"url_pattern":"/","encoding":"NO-OP"}`, "500 "},
		"of two":      {`{"url_pattern":"/","encoding":"no-op"},{"url_pattern":"/","encoding":"no-op"}`, "200 {}"},
	} {
		g := build(t, withEndpoints(`{"endpoint":"/x","output_encoding":"noop","backend":[`+tt.backends+`]}`), serve.Options{Transport: answering(404, "text")})
		w := ask(g, "GET", "/x", "")
		if got := fmt.Sprint(w.Code, " ", w.Body); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
}

func TestASchemaThatDoesNotCompileIsToldAtStart(t *testing.T) {
	g := build(t, withEndpoints(`{"endpoint":"/x","method":"POST","extra_config":{"validation/json-schema":{"type":"objekt"}},"backend":[{"url_pattern":"/"}]}`), serve.Options{Transport: answering(200, "{}")})
	found := g.Notices()
	if len(found) != 1 || found[0].Effect != diag.Unsafe || !strings.HasSuffix(found[0].Pointer, "/validation~1json-schema") {
		t.Errorf("told %v", found)
	}
}

func TestHostsCanBePickedAtRandom(t *testing.T) {
	for random, turns := range map[bool]bool{false: true, true: false} {
		var asked []string
		g := build(t, withEndpoints(`{"endpoint":"/x","backend":[{"host":["http://a:80","http://b:80"],"url_pattern":"/"}]}`), serve.Options{
			RandomHosts: random,
			Transport: fake(func(r *http.Request) (*http.Response, error) {
				asked = append(asked, r.URL.Hostname())
				return response(200, `{"a":1}`), nil
			}),
		})
		for range 64 {
			ask(g, "GET", "/x", "")
		}
		all := strings.Join(asked, "")
		// 64 picks at random are in turn once in 2^63 runs.
		if inTurn := strings.Trim(all, "ab") == "" && !strings.Contains(all, "aa") && !strings.Contains(all, "bb"); inTurn != turns {
			t.Errorf("random %t: asked %s", random, all)
		}
	}
}

func TestAPrefixGoesInFrontOfRedirectsWhereItIsBelieved(t *testing.T) {
	for _, tt := range []struct {
		believed       bool
		prefix, target string
	}{
		{false, "/api", "/x"},
		{true, "", "/x"},
		{true, "/api", "/api/x"},
		{true, "api/v1/", "/api/v1/x"},
		{true, "//evil.example/", "/evilexample/x"},
		{true, "https://evil.example", "/https/evilexample/x"},
		{true, "/../..", "/x"},
	} {
		g := build(t, withEndpoints(`{"endpoint":"/x","backend":[{"url_pattern":"/"}]}`), serve.Options{ForwardedPrefix: tt.believed, Transport: answering(200, "{}")})
		r := httptest.NewRequest("GET", "/x/", nil)
		r.Header.Set("X-Forwarded-Prefix", tt.prefix)
		w := httptest.NewRecorder()
		g.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); w.Code != 301 || got != tt.target {
			t.Errorf("%q, believed %t: got %d %q, want %q", tt.prefix, tt.believed, w.Code, got, tt.target)
		}
	}
}

func TestTheAddressOfAClientIsTheOneThatIsTrusted(t *testing.T) {
	for _, tt := range []struct{ router, remote, forwarded, want string }{
		{`{}`, "8.8.8.8:1", "1.2.3.4, 5.6.7.8", "1.2.3.4"},
		{`{"trusted_proxies":["10.0.0.0/8"]}`, "8.8.8.8:1", "1.2.3.4", "8.8.8.8"},
		{`{"trusted_proxies":["10.0.0.0/8"]}`, "10.0.0.1:1", "1.2.3.4, 5.6.7.8, 10.1.1.1", "5.6.7.8"},
		{`{"trusted_proxies":["10.0.0.0/8"]}`, "[::ffff:10.0.0.1]:1", "1.2.3.4", "1.2.3.4"},
		{`{"trusted_proxies":["10.0.0.0/8"]}`, "[::ffff:8.8.8.8]:1", "1.2.3.4", "8.8.8.8"},
		{`{"trusted_proxies":["10.0.0.0/8"]}`, "10.0.0.1:1", "nonsense", "10.0.0.1"},
		{`{"forwarded_by_client_ip":false}`, "8.8.8.8:1", "1.2.3.4", "8.8.8.8"},
	} {
		got := ""
		g := build(t, documentf(`{"version":3,"host":["http://b:80"],"extra_config":{"router":`+tt.router+`},"endpoints":[{"endpoint":"/x","backend":[{"url_pattern":"/"}]}]}`), serve.Options{
			Transport: fake(func(r *http.Request) (*http.Response, error) {
				got = r.Header.Get("X-Forwarded-For")
				return response(200, "{}"), nil
			}),
		})
		r := httptest.NewRequest("GET", "/x", nil)
		r.RemoteAddr = tt.remote
		r.Header.Set("X-Forwarded-For", tt.forwarded)
		g.ServeHTTP(httptest.NewRecorder(), r)
		if got != tt.want {
			t.Errorf("%s from %s with %q: got %s, want %s", tt.router, tt.remote, tt.forwarded, got, tt.want)
		}
	}
}

func TestStrictSaysNothingTwice(t *testing.T) {
	doc := documentf(`{"version":3,"extra_config":{"router":{"max_payload":3},"auth/revoker":{}}}`)
	check := func(doc *config.Document) []diag.Finding {
		return []diag.Finding{{Rule: diag.SettingEnterprise, Effect: diag.Unsafe, Pointer: "/extra_config/router/max_payload", Message: "said already"}}
	}
	_, err := serve.Build(doc, serve.Options{Check: check})
	if err == nil || strings.Count(err.Error(), "[setting-enterprise-only]") != 1 || !strings.Contains(err.Error(), "auth/revoker") {
		t.Errorf("got %v", err)
	}
}
