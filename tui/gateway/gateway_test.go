package gateway

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/tui/try"
)

const sample = `{"version": 3, "host": ["http://backend:80"], "endpoints": [
  {"endpoint": "/both/{id}", "input_query_strings": ["q"], "backend": [
    {"url_pattern": "/list", "is_collection": true}, {"url_pattern": "/one/{id}", "group": "one"}]},
  {"endpoint": "/wrong", "backend": [{"url_pattern": "/list"}]},
  {"endpoint": "/raw", "output_encoding": "no-op", "backend": [{"url_pattern": "/raw"}]},
  {"endpoint": "/slow", "timeout": "20ms", "backend": [{"url_pattern": "/slow"}]},
  {"endpoint": "/fails", "backend": [{"url_pattern": "/fails"}]},
  {"endpoint": "/refused", "backend": [{"url_pattern": "/refused"}]}
]}`

type backend func(*http.Request) (*http.Response, error)

func (f backend) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// backends answer by path, without a network.
func backends(r *http.Request) (*http.Response, error) {
	answer := func(status int, body string) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(body)),
			Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
	switch r.URL.Path {
	case "/list":
		return answer(200, `[{"a":1}]`)
	case "/raw":
		return answer(204, "")
	case "/fails":
		return answer(500, `{"title":"boom"}`)
	case "/slow":
		<-r.Context().Done()
		return nil, r.Context().Err()
	case "/refused":
		return nil, errors.New("connection refused")
	}
	return answer(200, `{"path":"`+r.URL.Path+`"}`)
}

func ask(t *testing.T, text string, endpoint int) (*try.Answer, error) {
	t.Helper()
	doc := config.Parse("krakend.json", []byte(text))
	req, err := try.FormFor(doc.Service().Endpoint(endpoint)).HTTP(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return Sender(serve.Options{Transport: backend(backends)})(context.Background(), doc, endpoint, req)
}

func TestT15AnswersStandBesideThoseOfTheBackends(t *testing.T) {
	cases := []struct {
		endpoint, status int
		body             string
		calls            []int // their statuses
		err              string
	}{
		{0, 200, `{"collection":[{"a":1}],"one":{"path":"/one/1"}}`, []int{200, 200}, ""},
		{1, 500, "", []int{200}, "cannot unmarshal array"},
		{2, 204, "", []int{204}, ""},
		{3, 500, "", []int{0}, "no answer within the timeout"},
		{4, 500, "", []int{500}, "500"},
		{5, 500, "", []int{0}, "connection refused"},
	}
	for _, c := range cases {
		a, err := ask(t, sample, c.endpoint)
		if err != nil {
			t.Errorf("%d: %v", c.endpoint, err)
			continue
		}
		if a.Status != c.status || string(a.Body) != c.body || len(a.Calls) != len(c.calls) {
			t.Errorf("%d: got %d %q, %d calls: %+v", c.endpoint, a.Status, a.Body, len(a.Calls), a.Calls)
			continue
		}
		for i, call := range a.Calls {
			if call.Backend != i || call.Status != c.calls[i] || !strings.Contains(call.Err, c.err) || c.err == "" && call.Err != "" {
				t.Errorf("%d: call %+v", c.endpoint, call)
			}
			if got := call.Header.Get("Content-Type") != ""; got != (call.Status != 0) || call.Sent == nil {
				t.Errorf("%d: the headers of a call with status %d are %v, sent %v", c.endpoint, call.Status, call.Header, call.Sent)
			}
		}
	}
}

func TestT16TheAnswerIsThatOfServe(t *testing.T) {
	doc := config.Parse("krakend.json", []byte(sample))
	g, err := serve.Build(doc, serve.Options{Transport: backend(backends)})
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	for _, i := range []int{0, 1, 2, 4} {
		req, err := try.FormFor(doc.Service().Endpoint(i)).HTTP(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		g.ServeHTTP(w, req)
		a, err := ask(t, sample, i)
		if err != nil || a.Status != w.Code || string(a.Body) != w.Body.String() || a.Header.Get("X-Krakend-Completed") != w.Header().Get("X-Krakend-Completed") {
			t.Errorf("%d: got %+v, %v; serve answers %d %s", i, a, err, w.Code, w.Body)
		}
	}
}

func TestWhatIsWrongWithAnEndpointIsToldWithItsPlaceInTheFile(t *testing.T) {
	t.Parallel()
	text := "{\n\t\"endpoints\": [\n\t\t{\"endpoint\": \"/é\", \"backend\": [{\"host\": [\"http://a.test\"], \"url_pattern\": \"/\"}]},\n\t\t{\"endpoint\": \"/b\", \"backend\": [{\"host\": [\"http://a.test\"], \"url_pattern\": \"/{nope}\"}]}, {\"endpoint\": \"/c\"}\n\t]\n}\n"
	doc := config.Parse("krakend.json", []byte(text))
	for name, send := range map[string]try.Sender{"among others": Sender(serve.Options{}), "alone": Alone(serve.Options{})} {
		req, err := try.FormFor(doc.Service().Endpoint(1)).HTTP(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		if _, err = send(context.Background(), doc, 1, req); err == nil || !strings.Contains(err.Error(), "krakend.json:4:") || !strings.Contains(err.Error(), "nope") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOneEndpointIsTriedThoughOthersAreRefused(t *testing.T) {
	broken := strings.Replace(sample, `"/fails"}`, `"/fails/{nope}"}`, 1)
	a, err := ask(t, broken, 0)
	if err != nil || a.Status != 200 || !strings.Contains(a.Note, "param-undefined") {
		t.Errorf("another endpoint is refused: %+v, %v", a, err)
	}
	if a, err = ask(t, broken, 4); err == nil || !strings.Contains(err.Error(), "param-undefined") {
		t.Errorf("the endpoint itself is refused: %+v, %v", a, err)
	}
	if a, err = ask(t, strings.Replace(sample, `"version": 3`, `"version": 2`, 1), 0); err == nil {
		t.Errorf("the service is refused: %+v", a)
	}
}

func TestRequestsAreCalledOff(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	doc := config.Parse("krakend.json", []byte(strings.Replace(sample, "20ms", "1h", 1)))
	req, err := try.FormFor(doc.Service().Endpoint(3)).HTTP(ctx)
	if err != nil {
		t.Fatal(err)
	}
	called := backend(func(r *http.Request) (*http.Response, error) {
		cancel()
		return backends(r)
	})
	if _, err := Sender(serve.Options{Transport: called})(ctx, doc, 3, req); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

func TestAnEndpointAloneAnswersAsAmongTheOthers(t *testing.T) {
	// What the other endpoints have wrong does not matter to it.
	text := strings.Replace(sample, `"/refused"}`, `"/refused/{nope}"}`, 1)
	doc := config.Parse("krakend.json", []byte(text))
	for _, i := range []int{0, 1, 2, 4} {
		req, err := try.FormFor(doc.Service().Endpoint(i)).HTTP(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		got, err := Alone(serve.Options{Transport: backend(backends)})(context.Background(), doc, i, req)
		if err != nil {
			t.Fatalf("%d: %v", i, err)
		}
		want, err := ask(t, sample, i)
		if err != nil {
			t.Fatal(err)
		}
		if got.Status != want.Status || string(got.Body) != string(want.Body) || len(got.Calls) != len(want.Calls) || got.Note != "" {
			t.Errorf("%d: got %+v, want %+v", i, got, want)
		}
	}
	req, err := try.FormFor(doc.Service().Endpoint(5)).HTTP(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if a, err := Alone(serve.Options{Transport: backend(backends)})(context.Background(), doc, 5, req); err == nil {
		t.Errorf("the endpoint that is refused answers %+v", a)
	}
}
