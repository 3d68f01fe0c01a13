package lint_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/lint"
)

// backend answers as backends do, and notes what it was asked.
func backend(t *testing.T) (url string, asked *[]string) {
	t.Helper()
	asked = &[]string{}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		*asked = append(*asked, r.Method+" "+r.URL.String()+r.Header.Get("X-Key"))
		w.Header().Set("Content-Type", "application/json")
		switch r.URL.Path {
		case "/list":
			fmt.Fprint(w, `[{"id": 1}, {"id": 2}]`)
		case "/text":
			w.Header().Set("Content-Type", "text/plain")
			fmt.Fprint(w, "hello")
		case "/gone":
			http.NotFound(w, r)
		case "/secret":
			w.WriteHeader(http.StatusUnauthorized)
		case "/away":
			http.Redirect(w, r, "http://elsewhere.example.com/", http.StatusFound)
		default:
			fmt.Fprint(w, `{"id": 1}`)
		}
	}))
	t.Cleanup(srv.Close)
	return srv.URL, asked
}

func TestAskedBackendsAreJudgedByWhatTheyAnswer(t *testing.T) {
	t.Parallel()
	url, asked := backend(t)
	var endpoints []string
	for _, path := range []string{"/list", "/text", "/gone", "/secret", "/away", "/object"} {
		endpoints = append(endpoints, fmt.Sprintf(`{"endpoint": %q, "backend": [{"host": [%q], "url_pattern": %[1]q}]}`, path, url))
	}
	endpoints = append(endpoints,
		fmt.Sprintf(`{"endpoint": "/again", "backend": [{"host": [%q], "url_pattern": "/object"}]}`, url),
		fmt.Sprintf(`{"endpoint": "/write", "method": "POST", "backend": [{"host": [%q], "url_pattern": "/write"}]}`, url),
		fmt.Sprintf(`{"endpoint": "/users/{id}", "backend": [{"host": [%q], "url_pattern": "/users/{id}"}]}`, url),
		`{"endpoint": "/far", "backend": [{"host": ["http://far.example.com"], "url_pattern": "/far"}]}`)
	doc := config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [`+strings.Join(endpoints, ", ")+`]}`))

	seen, skipped, err := lint.Ask(context.Background(), doc, lint.Asking{
		Every: time.Millisecond, Header: http.Header{"X-Key": {"k"}},
		Services: services(t, strings.ReplaceAll(usersDocument, "http://backend:8080", "http://unrelated:1")),
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := "GET /listk, GET /textk, GET /gonek, GET /secretk, GET /awayk, GET /objectk"; strings.Join(*asked, ", ") != want {
		t.Errorf("asked %v, want %s", *asked, want)
	}
	for i, want := range []string{"only GET and HEAD", "{id}", "--allow-host far.example.com"} {
		if len(skipped) != 3 || !strings.Contains(skipped[i], want) {
			t.Errorf("skipped %v, want %q", skipped, want)
		}
	}
	r, err := lint.Run(context.Background(), doc, lint.Options{Seen: seen, Disable: []string{"host-localhost"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range r.Findings {
		if strings.Contains(f.Message, url) {
			got[f.Endpoint.Path] += f.Rule + ": " + f.Message
		}
	}
	for path, want := range map[string]string{
		"/list": "collection-missing", "/text": "media-type-mismatch", "/gone": "live-not-answering",
		"/secret": "asks for credentials", "/away": "elsewhere.example.com",
	} {
		if !strings.Contains(got[path], want) {
			t.Errorf("%s: %q is not in %q", path, want, got[path])
		}
	}
	if len(got) != 5 || !strings.Contains(got["/list"], "saw 200, application/json, an array of 2") {
		t.Errorf("the findings are %v", got)
	}
}

func TestParametersAreFilledFromTheDocument(t *testing.T) {
	t.Parallel()
	url, asked := backend(t)
	doc := config.Parse("krakend.json", []byte(fmt.Sprintf(
		`{"version": 3, "endpoints": [{"endpoint": "/u/{user}", "backend": [{"host": [%q], "url_pattern": "/users/{user}"}]}]}`, url)))
	document := strings.ReplaceAll(usersDocument, "http://backend:8080", url)
	document = strings.Replace(document, `"schema": {"type": "string"}`, `"schema": {"type": "string", "example": "a/b"}`, 1)
	if _, skipped, err := lint.Ask(context.Background(), doc, lint.Asking{Services: services(t, document)}); err != nil || len(skipped) > 0 {
		t.Fatal(skipped, err)
	}
	if len(*asked) != 1 || (*asked)[0] != "GET /users/a%2Fb" {
		t.Errorf("asked %v", *asked)
	}
}

// TestAnswersThatDifferAreSeen asks backends that change their mind.
func TestAnswersThatDifferAreSeen(t *testing.T) {
	t.Parallel()
	var calls sync.Map
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := calls.LoadOrStore(r.URL.Path, new(atomic.Int64))
		again := n.(*atomic.Int64).Add(1) > 1
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("ETag", `"1"`)
		switch path := r.URL.Path; {
		case path == "/mixed" && again:
			fmt.Fprint(w, `[]`)
		case path == "/flaky" && again:
			w.WriteHeader(http.StatusServiceUnavailable)
		case path == "/br":
			w.Header().Set("Content-Encoding", "br")
			fmt.Fprint(w, "\x0b\x02\x80{}\x03")
		case path == "/cookie":
			w.Header().Set("Set-Cookie", "a=secret")
			fmt.Fprint(w, `{}`)
		case path == "/liar":
			w.Header().Set("Content-Type", "text/html")
			fmt.Fprint(w, `{"a": 1}`)
		case r.URL.RawQuery == "all=1":
			fmt.Fprint(w, `[1]`)
		default:
			fmt.Fprint(w, `{"id": 1}`)
		}
	}))
	t.Cleanup(srv.Close)
	var endpoints []string
	for i, pattern := range []string{"/mixed", "/flaky", "/br", "/cookie", "/liar", "/plain", "/plain?all=1"} {
		endpoints = append(endpoints, fmt.Sprintf(`{"endpoint": "/%d", "backend": [{"host": [%q], "url_pattern": %q}]}`, i, srv.URL, pattern))
	}
	doc := config.Parse("krakend.json", []byte(`{"version": 3, "endpoints": [`+strings.Join(endpoints, ", ")+`]}`))
	seen, _, err := lint.Ask(context.Background(), doc, lint.Asking{Every: time.Millisecond, Samples: 2})
	if err != nil {
		t.Fatal(err)
	}
	r, err := lint.Run(context.Background(), doc, lint.Options{Seen: seen, Disable: []string{"host-localhost"}})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, f := range r.Findings {
		got[f.Endpoint.Path] += f.Rule + ": " + f.Message + "; "
		if strings.Contains(f.Message, "secret") {
			t.Errorf("what was in a header is told: %v", f)
		}
	}
	for path, want := range map[string]string{
		"/0": "collection-ambiguous", "/1": "live-not-answering: the backend does not always answer (saw 200, application/json, an object, then saw 503",
		"/2": "content-encoding-unsupported: the backend compresses with br", "/3": "answer-header-lost", "/4": "live-type-mismatch", "/6": "collection-missing",
	} {
		if !strings.Contains(got[path], want) {
			t.Errorf("%s: %q is not in %q", path, want, got[path])
		}
	}
	if got["/5"] != "" {
		t.Errorf("the plain one has %q", got["/5"])
	}
}
