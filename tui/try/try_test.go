package try

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/ui"
)

func endpoint(t *testing.T, text string) *config.Endpoint {
	t.Helper()
	return config.Parse("k.json", []byte(`{"endpoints": [`+text+`]}`)).Service().Endpoint(0)
}

func TestFormHasWhatTheEndpointTakes(t *testing.T) {
	e := endpoint(t, `{"endpoint": "/a/{id}/{x-y}", "method": "post", "input_query_strings": ["q", "*"], "input_headers": ["Authorization", "*", "content-type"]}`)
	r := FormFor(e)
	if len(r.Params) != 2 || len(r.Query) != 2 || len(r.Headers) != 3 || !r.HasBody() {
		t.Fatalf("got %+v", r)
	}
	r.Params[0].Value, r.Params[1].Value, r.Query[0].Value, r.Headers[0].Value, r.Body = "a/b c", "2", "1&2", "Bearer x", `{"a":1}`
	r.Query[1].Value, r.Headers[1].Value = "?z=3&q=4&y", "X-A: 1:2 | nothing | X-B:"
	req, err := r.HTTP(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	body, _ := io.ReadAll(req.Body)
	if req.URL.EscapedPath() != "/a/a%2Fb%20c/2" || req.URL.RawQuery != "q=1%262&q=4&y=&z=3" || req.Header.Get("Authorization") != "Bearer x" ||
		string(body) != r.Body || req.Header.Get("Content-Type") != "application/json" || req.Method != "POST" || req.Header.Get("X-A") != "1:2" || len(req.Header) != 4 {
		t.Errorf("got %s %s, %v, %s", req.Method, req.URL, req.Header, body)
	}
	if curl := r.Curl("http://g"); !strings.Contains(curl, "-H 'X-A: 1:2'") || !strings.Contains(curl, "y=&z=3") || strings.Contains(curl, "*") {
		t.Errorf("curl sends something else: %s", curl)
	}
	r.Params[1].Value = ""
	if _, err := r.HTTP(context.Background()); err == nil || !strings.Contains(err.Error(), "{x-y}") {
		t.Errorf("without a parameter: %v", err)
	}
}

func TestFormHasWhatTheGatewayLooksAt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`{"endpoint": "/a"}`:                  "",
		`{"endpoint": "/a", "method": "PUT"}`: "Content-Type",
		`{"endpoint": "/a", "method": "PUT", "input_headers": ["content-type"]}`:                                          "content-type",
		`{"endpoint": "/a", "extra_config": {"auth/validator": {}}}`:                                                      "Authorization",
		`{"endpoint": "/a", "input_headers": ["authorization"], "extra_config": {"auth/validator": {"cookie_key": "t"}}}`: "authorization Cookie",
	} {
		var names []string
		for _, p := range FormFor(endpoint(t, text)).Headers {
			names = append(names, p.Name)
		}
		if got := strings.Join(names, " "); got != want {
			t.Errorf("%s: got %q, want %q", text, got, want)
		}
	}
}

func TestOddAnswersAreShown(t *testing.T) {
	answers := map[string]struct {
		a    *Answer
		err  error
		sees string
	}{
		"refused":    {&Answer{Status: 500, Calls: []Call{{Err: "connection refused"}}}, nil, "Client  500"},
		"gateway":    {nil, errors.New("k.json:1:2: error: first\nk.json:3:4: error: second"), "second"},
		"empty":      {&Answer{Status: 204}, nil, "(no body)"},
		"no JSON":    {&Answer{Status: 200, Body: []byte("hello\x1b[31m\nworld")}, nil, `hello\u001B[31m`},
		"binary":     {&Answer{Status: 200, Body: []byte{0x1f, 0x8b, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff}}, nil, "that are no text"},
		"big":        {&Answer{Status: 200, Body: []byte(strings.Repeat("word ", 1<<15))}, nil, "word word"},
		"big JSON":   {&Answer{Status: 200, Body: []byte("[" + strings.Repeat("1,", 1<<15) + "1]")}, nil, "["},
		"incomplete": {&Answer{Status: 200, Header: http.Header{"X-Krakend-Completed": {"false"}}}, nil, "incomplete"},
		"no-op":      {&Answer{Status: 200, Passed: true, Duration: time.Second, Header: http.Header{"X-Krakend-Completed": {"false"}}}, nil, "Client  200  1s ──"},
		"note":       {&Answer{Status: 200, Note: "tried alone"}, nil, "! tried alone"},
		"many": {&Answer{Status: 200, Calls: []Call{
			{Backend: 0, Status: 200}, {Backend: 1}, {Backend: 2, Status: 302}, {Backend: 3, Status: 200, Size: 10 << 20, Body: "x"},
		}}, nil, "Client  200"},
	}
	for name, c := range answers {
		t.Run(name, func(t *testing.T) {
			for _, size := range [][2]int{{60, 14}, {78, 22}, {200, 58}} {
				m := New(ui.NewTheme(false, false), FormFor(endpoint(t, `{"endpoint": "/a/{id}", "method": "POST"}`)), Live)
				m.SetSize(size[0], size[1])
				m.Sending()
				m.SetAnswer(c.a, c.err)
				if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, c.sees) {
					t.Errorf("%v: the screen has no %q:\n%s", size, c.sees, frame)
				}
				for _, k := range []string{"tab", "tab", "j", "G", "ctrl+o", "tab", "g", "shift+tab", "tab", "tab", "tab"} {
					m.Update(ui.Key{Name: k})
					lines := m.View()
					if len(lines) != size[1] {
						t.Fatalf("%d lines", len(lines))
					}
					for _, l := range lines {
						if ansi.StringWidth(l) != size[0] {
							t.Fatalf("a line has %d cells: %s", ansi.StringWidth(l), l)
						}
					}
				}
			}
		})
	}
}

func TestEnterOnTheLastFieldSends(t *testing.T) {
	m := New(ui.NewTheme(false, false), FormFor(endpoint(t, `{"endpoint": "/a/{id}", "input_query_strings": ["q"]}`)), Live)
	m.SetSize(80, 20)
	if e := m.Update(ui.Key{Name: "enter"}); e != nil {
		t.Fatalf("the first field sends: %v", e)
	}
	m.Update(ui.Key{Name: "x", Text: "x"})
	send, ok := m.Update(ui.Key{Name: "enter"}).(Send)
	if !ok || send.Request.Target() != "/a/1?q=x" {
		t.Errorf("got %+v", send)
	}
	m.Sending()
	if e := m.Update(ui.Key{Name: "ctrl+r"}); e != nil {
		t.Error("a second request goes out while the first is on its way")
	}
}

func TestBodiesAreShownAsTheyCameWhereAsked(t *testing.T) {
	m := New(ui.NewTheme(false, false), FormFor(endpoint(t, `{"endpoint": "/a"}`)), Live)
	m.SetSize(80, 30)
	body := `{"b":1, "a":[ 2]}`
	m.SetAnswer(&Answer{Status: 200, Body: []byte(body), Calls: []Call{{Status: 200, Body: body, Size: int64(len(body))}}}, nil)
	count := func() int { return strings.Count(strings.Join(m.View(), "\n"), body) }
	if n := count(); n != 0 {
		t.Errorf("%d bodies are raw at first", n)
	}
	if m.Update(ui.Key{Name: "ctrl+l"}); count() != 2 {
		t.Errorf("%d bodies are raw:\n%s", count(), strings.Join(m.View(), "\n"))
	}
	if m.Update(ui.Key{Name: "ctrl+l"}); count() != 0 {
		t.Errorf("%d bodies are raw still", count())
	}
}

func TestTheBodyOfTheRequestComesFromAnEditor(t *testing.T) {
	t.Parallel()
	m := New(ui.NewTheme(false, false), FormFor(endpoint(t, `{"endpoint": "/a/{id}", "method": "POST"}`)))
	m.SetSize(80, 20)
	if e, ok := m.Update(ui.Key{Name: "alt+e"}).(EditBody); !ok || e.Text != "" {
		t.Errorf("asks for %+v", e)
	}
	m.SetBody("{\n  \"a\": 1.50\n}")
	send, ok := m.Update(ui.Key{Name: "enter"}).(Send) // the cursor is on the body, the last field
	if !ok || send.Request.Body != `{"a":1.50}` {
		t.Errorf("sends %+v", send)
	}
	m.SetBody("two\nlines")
	if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, `two\nlines`) {
		t.Errorf("what is no JSON is not as it was:\n%s", frame)
	}
	get := New(ui.NewTheme(false, false), FormFor(endpoint(t, `{"endpoint": "/a"}`)))
	get.SetSize(80, 20)
	if e := get.Update(ui.Key{Name: "alt+e"}); e != nil {
		t.Errorf("a GET has no body: %v", e)
	}
}
