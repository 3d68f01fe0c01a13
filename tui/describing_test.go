package tui

import (
	"strings"
	"testing"
)

func TestFormsSayWhatTheSchemaSaysOfTheirField(t *testing.T) {
	t.Parallel()
	var asked []string
	d := newDriver(t, shop(t), 120, 30, func(o *Options) {
		o.Describe = func(pointer string) string {
			asked = append(asked, pointer)
			return "how long " + pointer + " may take"
		}
	})
	d.press("enter", "j", "j", "j", "enter").sees("how long /endpoints/0/timeout may take").press("esc")
	// What the values of a choice do stands beside them.
	d.press("k", "enter").sees("how the answer to the client is written")
	if len(asked) == 0 || strings.Contains(strings.Join(asked, " "), "output_encoding") {
		t.Errorf("asked for %q", asked)
	}
}

func TestTabGoesFromFieldToField(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30).press("enter", "j", "j", "j", "enter").sees("timeout of GET /v1/products")
	d.press(" 2s", "tab").sees("input_query_strings of GET /v1/products").press("shift+tab").sees("timeout of GET /v1/products")
	d.press("shift+tab").sees("output_encoding of GET /v1/products").press("tab", "tab", "tab", "tab").sees("url_pattern of GET http://products:5001/api/products")
	if want := replaced(t, `"output_encoding": "json",`, "\"output_encoding\": \"json\",\n      \"timeout\": \"2s\","); len(d.m.draft.Past()) != 1 || !strings.Contains(d.text(), `"timeout": "2s"`) {
		t.Errorf("got %d changes\n%s\nwant about\n%s", len(d.m.draft.Past()), d.text(), want)
	}
	// What is refused stays, with the reason.
	d.press("esc", "1", "enter", "g", "enter", "ctrl+u", " nothing", "tab").sees("endpoint of GET /v1/products", "! ")
	// Behind the last field there is none.
	d = newDriver(t, []byte(`{"version": 3, "endpoints": [{"endpoint": "/a", "backend": []}]}`), 120, 30).press("j", "enter", "g", "enter")
	for range 40 {
		d.press("tab")
	}
	if len(d.m.overlays) != 0 || d.m.draft.Dirty() {
		t.Errorf("a form is open, or something has changed:\n%s\n%s", d.frame(), d.text())
	}
}
