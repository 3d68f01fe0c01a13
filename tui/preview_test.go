package tui

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/try"
)

// documented answers as documents would: what the endpoint is called, and how
// often it was asked.
func documented(asked *[]string) try.Sender {
	return func(_ context.Context, doc *config.Document, endpoint int, req *http.Request) (*try.Answer, error) {
		*asked = append(*asked, req.URL.Path)
		e := doc.Service().Endpoint(endpoint)
		switch {
		case e.HTTPMethod() == "POST":
			return nil, errors.New("cannot be tried")
		case e.HTTPMethod() == "DELETE":
			return &try.Answer{Status: 404, Calls: []try.Call{{Status: 404, Body: "no document has it"}}}, nil
		}
		body := `{"of": "` + e.Route() + `"}`
		return &try.Answer{Status: 200, Body: []byte(body), Calls: []try.Call{{Status: 200, Body: `[{"id": 1}]`}}}, nil
	}
}

func TestWhatClientsWouldGetIsShown(t *testing.T) {
	t.Parallel()
	const head = "Answer, as the documents have it"
	var asked []string
	d := newDriver(t, shop(t), 120, 40, func(o *Options) { o.Mock, o.Send = documented(&asked), canned })
	d.press("j").sees(head, `backend 0  200  [{"id":1}]`, `client     200  {"of":"/v1/products/{id}"}`)
	n := len(asked)
	if d.press("2", "tab", "1"); len(asked) != n {
		t.Errorf("it is asked for again though nothing has changed: %q", asked)
	}
	for _, k := range []string{"j", "j"} {
		if d.press(k); strings.Contains(d.frame(), head) {
			t.Errorf("it is shown of %s", d.m.detail.Title())
		}
	}
	d.press("g", "j", "2", "enter", "ctrl+u", " /renamed", "enter").sees(`{"of":"/renamed"}`)
	d.press("1", "t", "ctrl+g").sees("(documents answer)", "the documents answer for the backends").press("ctrl+r").sees(`"of": "/renamed"`)
	d.press("ctrl+g", "ctrl+r").sees("Backend 1  500")
}

func TestAPreviewOfAnotherChoiceIsNotShown(t *testing.T) {
	t.Parallel()
	var asked []string
	d := newDriver(t, shop(t), 120, 40, func(o *Options) { o.Mock = documented(&asked) })
	late := d.m.runPreview(previewDue{d.m.sample.seq})()
	d.press("j")
	frame := d.frame()
	if d.send(late); d.frame() != frame {
		t.Errorf("it shows what is of another endpoint:\n%s", d.frame())
	}
}

func TestMocksFromTheStartLeaveNoChoice(t *testing.T) {
	t.Parallel()
	var asked []string
	d := newDriver(t, shop(t), 120, 40, func(o *Options) { o.Mock, o.Send, o.Mocked = documented(&asked), canned, true })
	d.press("t").sees("(documents answer)").press("ctrl+g").sees("(documents answer)").press("ctrl+r").sees("Backend 1  500")
	if strings.Contains(d.frame(), "live or documents") {
		t.Errorf("there is a choice:\n%s", d.frame())
	}
}

func TestNothingRunsUnasked(t *testing.T) {
	t.Parallel()
	for name, endpoint := range map[string]string{
		"a script of the endpoint": `{"endpoint": "/a", "extra_config": {"modifier/lua-endpoint": {"pre": "x()"}}, "backend": [{"host": ["http://a"], "url_pattern": "/"}]}`,
		"a script of a backend":    `{"endpoint": "/a", "backend": [null, {"host": ["http://a"], "url_pattern": "/", "extra_config": {"modifier/lua-backend": {"pre": "x()"}}}]}`,
		"a plugin":                 `{"endpoint": "/a", "backend": [{"host": ["http://a"], "url_pattern": "/", "extra_config": {"plugin/http-client": {"name": "x"}}}]}`,
		"a name to be looked up":   `{"endpoint": "/a", "backend": [{"host": ["a.example"], "sd": "dns", "url_pattern": "/"}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var asked []string
			newDriver(t, []byte(`{"version": 3, "endpoints": [`+endpoint+`]}`), 120, 40, func(o *Options) { o.Mock = documented(&asked) })
			if len(asked) > 0 {
				t.Errorf("asked for %q", asked)
			}
		})
	}
	var asked []string
	newDriver(t, []byte(`{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"host": ["http://a"], "sd": "static", "url_pattern": "/"}]}]}`), 120, 40, func(o *Options) { o.Mock = documented(&asked) })
	if len(asked) != 1 {
		t.Errorf("an endpoint without any of this is asked for %d times", len(asked))
	}
}
