package tui

import (
	"context"
	"io"
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/mock"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/serve"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
	"github.com/gatewright/gatewright/tui/gateway"
	"github.com/gatewright/gatewright/tui/try"
)

func stock(t testing.TB) []*spec.Service {
	t.Helper()
	s, err := openapi.Load(context.Background(), filepath.Join("testdata", "warehouse.yaml"), openapi.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return []*spec.Service{s}
}

type transport func(*http.Request) (*http.Response, error)

func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// shelves answers as backends do; those of the host stock fail while down says so.
func shelves(down *bool) transport {
	return func(r *http.Request) (*http.Response, error) {
		status, body := 200, `{"id": 1, "name": "Pen"}`
		switch {
		case r.URL.Hostname() == "stock" && *down:
			status, body = 503, "down"
		case r.URL.Hostname() == "stock":
			body = `{"left": [3], "id": 9}`
		}
		return &http.Response{
			StatusCode: status, ProtoMajor: 1, ProtoMinor: 1, Request: r, ContentLength: int64(len(body)),
			Header: http.Header{"Content-Type": {"application/json"}}, Body: io.NopCloser(strings.NewReader(body)),
		}, nil
	}
}

// working gives the editor a gateway, documents that answer for the backends where
// some are given, and lint.
func working(down *bool, documents []*spec.Service) func(*Options) {
	return func(o *Options) {
		o.Send = gateway.Sender(serve.Options{Transport: shelves(down)})
		o.Services = documents
		if documents != nil {
			o.Mock = gateway.Alone(serve.Options{Transport: mock.New(documents, mock.Options{})})
		}
		o.Lint = func(ctx context.Context, doc *config.Document) ([]diag.Finding, error) {
			r, err := lint.Run(ctx, doc, lint.Options{Services: documents})
			if err != nil {
				return nil, err
			}
			return r.Findings, nil
		}
	}
}

// shelf is a configuration whose endpoint has two backends, with more said of it
// and of the second.
func shelf(endpoint, backend string) string {
	return `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/pens",` + endpoint + `
      "backend": [
        {"host": ["http://products:5001"], "url_pattern": "/pen"},
        {"host": ["http://stock:5003"], "url_pattern": "/levels"` + backend + `}
      ]
    }
  ]
}
`
}

func TestStaticDataStandsInForAFailedBackend(t *testing.T) {
	t.Parallel()
	const kept = `
      "extra_config": {"proxy": {"sequential": false, "static": {"strategy": "incomplete", "data": {"mine": 1, "note": "x"}}}},`
	for name, c := range map[string]struct {
		endpoint, backend string
		documents         bool
		whole             bool // it has answered before
		want              string
	}{
		"as the document says":    {"", "", true, true, `{"levels": [], "note": null, "place": {"city": null}}`},
		"in its group":            {"", `, "group": "stock"`, true, false, `{"stock": {"levels": [], "note": null, "place": {"city": null}}}`},
		"as it is shaped":         {"", `, "allow": ["levels"], "mapping": {"levels": "left"}`, true, false, `{"left": []}`},
		"as it has answered":      {"", "", false, true, `{"left": []}`},
		"by its group":            {"", `, "group": "stock"`, false, false, `{"stock": {}}`},
		"by its collection":       {"", `, "group": "stock", "is_collection": true`, false, false, `{"stock": {"collection": []}}`},
		"by what it lets through": {"", `, "allow": ["left", "place.city", "place.zip", "id"]`, false, false, `{"left": null, "place": null}`},
		"by nothing":              {"", "", false, false, `{}`},
		"beside what is there":    {kept, "", true, false, `{"mine": 1, "note": "x", "levels": [], "place": {"city": null}}`},
		"in an extra_config":      {"\n      \"extra_config\": {\"qos/ratelimit/router\": {\"max_rate\": 100}},", `, "group": "s"`, false, false, `{"s": {}}`},
		"in a proxy":              {"\n      \"extra_config\": {\"proxy\": {\"sequential\": false}},", `, "group": "s"`, false, false, `{"s": {}}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			down := false
			var documents []*spec.Service
			if c.documents {
				documents = stock(t)
			}
			text := shelf(c.endpoint, c.backend)
			d := newDriver(t, []byte(text), 120, 40, working(&down, documents)).press("j", "t")
			if c.whole {
				d.press("ctrl+r").sees("Client  200")
			}
			down = true
			d.press("ctrl+r").sees("incomplete", "[alt+s] adds static data").press("alt+s")
			static := d.m.draft.Doc().Service().Endpoint(0).Extra.Get("proxy").Get("static")
			if static == nil {
				t.Fatalf("there is none:\n%s\n%s", d.text(), d.frame())
			}
			if got := spaced(static.Get("data").Span.Text()); got != spaced(c.want) || static.Get("strategy").Str() != "incomplete" {
				t.Errorf("got %s, want %s", got, spaced(c.want))
			}
			if len(d.m.overlays) != 1 || !strings.Contains(d.frame(), "proxy of GET /pens") || !strings.Contains(d.frame(), `▏"data": {`) {
				t.Errorf("the form is not open:\n%s", d.frame())
			}
			if past := d.m.draft.Past(); len(past) != 1 || !strings.Contains(past[0].Label, "backend 1") {
				t.Errorf("the changes are %+v", past)
			}
			// The client gets it now, and what lint thinks of it stops nothing.
			d.press("esc", "1", "t", "ctrl+r").sees("Client  200")
			if body := string(d.m.trial.screen.Sent().Answer.Body); !strings.Contains(body, `"name":"Pen"`) {
				t.Errorf("the client gets %s", body)
			}
			if d.press("esc", "u"); d.text() != text {
				t.Errorf("taken back it is another text: %s", cmp.Diff(text, d.text()))
			}
		})
	}
}

// spaced is JSON as the editor writes it over several lines, in one.
func spaced(json string) string { return strings.Join(strings.Fields(laidOut(json)), " ") }

func TestStaticDataIsRefusedWhereItCannotStandIn(t *testing.T) {
	t.Parallel()
	send := func(d *driver) *driver { return d.press("j", "t", "ctrl+r", "alt+s") }
	for name, c := range map[string]struct{ endpoint, want string }{
		"json-collection":  {"\n      \"output_encoding\": \"json-collection\",", `output_encoding "json-collection" shows one key alone`},
		"another strategy": {"\n      \"extra_config\": {\"proxy\": {\"static\": {\"strategy\": \"success\", \"data\": {}}}},", `with the strategy "success"`},
		"odd data":         {"\n      \"extra_config\": {\"proxy\": {\"static\": {\"strategy\": \"incomplete\", \"data\": []}}},", "data that is no object"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			down := true
			d := send(newDriver(t, []byte(shelf(c.endpoint, "")), 120, 40, working(&down, nil))).sees(c.want)
			if d.m.draft.Dirty() {
				t.Errorf("the draft has changed:\n%s", d.text())
			}
		})
	}
	down := true
	whole := strings.Replace(shelf("", ""), "http://stock", "http://other", 1)
	d := send(newDriver(t, []byte(whole), 120, 40, working(&down, nil)))
	if d.m.draft.Dirty() || strings.Contains(d.frame(), "[alt+s]") {
		t.Errorf("it is offered though nothing is missing:\n%s", d.frame())
	}
	d.sees("nothing is missing of the answer")
	d = send(newDriver(t, []byte(shelf("", "")), 120, 40, working(&down, nil), func(o *Options) { o.ReadOnly = true })).sees("read only")
	if d.m.draft.Dirty() {
		t.Error("a read-only draft has changed")
	}
}

func TestTheLastAnswersOfAnEndpointAreRemembered(t *testing.T) {
	t.Parallel()
	down := false
	d := newDriver(t, []byte(shelf("", `, "group": "stock"`)), 120, 40, working(&down, nil)).press("j", "t", "ctrl+r", "tab", "d").sees("nothing to compare")
	d.press("esc", "t")
	down = true
	d.press("ctrl+r", "tab", "d").sees("Client  200", `-   "stock": {`, "+ X-Krakend-Completed: false", "Backend 1  503 was 200").press("d").sees("Client  200", "incomplete")
	// Changing the draft in between makes no difference to that.
	d.press("esc", "2", "j", "j", "j", "enter", " 2s", "enter", "1", "t", "ctrl+r", "tab", "d").sees("nothing differs")
}

func TestTheConversationComparesProvesAndStandsIn(t *testing.T) {
	t.Parallel()
	down := true
	text := strings.Replace(shelf("", `, "group": "stock"`), "    }\n  ]\n", `    },
    {"endpoint": "/users/{id}", "method": "DELETE", "backend": [{"host": ["http://stock:5003"], "url_pattern": "/users/{id}"}]}
  ]
`, 1)
	var turn int
	said, _, err := talk(t, []byte(text), []string{
		"diff-try", "stand-in", "try 1", "diff-try", "try 1", "diff-try", "stand-in", "stand-in", "json 1", "try 1", "findings rule:empty-body", "prove 9", "prove 2", "undo", "quit",
	}, working(&down, stock(t)), func(o *Options) {
		send := o.Send
		o.Send = func(ctx context.Context, doc *config.Document, endpoint int, req *http.Request) (*try.Answer, error) {
			down = turn > 0
			turn++
			a, err := send(ctx, doc, endpoint, req)
			if a != nil { // the same in every run
				a.Duration = 0
				for i := range a.Calls {
					a.Calls[i].Duration = 0
				}
			}
			return a, err
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	transcript(t, "plain_try.txt", said)
}
