package tui

import (
	"context"
	"net/http"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/try"
)

func TestSecretsAreMaskedUntilTheyAreAskedFor(t *testing.T) {
	t.Parallel()
	data := `{"version": 3, "endpoints": [{"endpoint": "/a", "backend": [{"host": ["http://a"], "url_pattern": "/",
	"extra_config": {"auth/client-credentials": {"client_id": "me", "client_secret": "hunter2"}}}]}]}`
	d := newDriver(t, []byte(data), 120, 30)
	hidden := func(where string) {
		t.Helper()
		if strings.Contains(d.frame(), "hunter2") {
			t.Errorf("%s shows a secret:\n%s", where, d.frame())
		}
	}
	d.press("enter", "G", "k", "k", "k")
	for range 20 {
		if strings.HasSuffix(d.m.detail.Pointer(), "credentials") {
			break
		}
		d.press("j")
	}
	hidden("the pane")
	d.press("enter").sees("client_secret", "secrets are hidden")
	hidden("the form")
	d.press("ctrl+t").sees("hunter2").press("ctrl+t", "esc", "enter", " ", "backspace").sees("hunter2").press("esc", "1", "D", "ctrl+s").sees("client_secret")
	hidden("the diff")
	d.press("ctrl+t").sees("hunter2", "secrets are shown").press("ctrl+t")
	hidden("the diff, again")
}

func TestSecretsAreMaskedWhereverTheyAreShown(t *testing.T) {
	t.Parallel()
	const word = "hunter2"
	data := `{"version": 3, "endpoints": [{"endpoint": "/a", "input_headers": ["Authorization"],
	"backend": [{"host": ["http://me:hunter2@a"], "url_pattern": "/", "is_collection": "x"}]}]}`
	answer := &try.Answer{
		Status: 200, Header: http.Header{"Set-Cookie": {"sid=hunter2"}}, Body: []byte(`{"access_token": "hunter2"}`),
		Calls: []try.Call{{Method: "GET", URL: "http://me:hunter2@a/", Status: 200, Body: `{"password": "hunter2"}`}},
	}
	send := func(context.Context, *config.Document, int, *http.Request) (*try.Answer, error) { return answer, nil }
	for name, c := range map[string]struct {
		data string
		keys []string
	}{
		"the panes":     {data, []string{"enter", "]"}},
		"a list":        {data, []string{"enter", "]", "j", "j", "enter"}},
		"the map":       {data, []string{"m"}},
		"hosts":         {data, []string{"m", "v"}},
		"the log":       {data, []string{"D", "@"}},
		"a try":         {data, []string{"t", " Bearer hunter2", "ctrl+r", "ctrl+o", "tab"}},
		"a broken file": {data[:len(data)-1], nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, []byte(c.data), 160, 40, func(o *Options) { o.Send = send })
			d.press(c.keys...).sees("****")
			if strings.Contains(d.frame(), word) {
				t.Errorf("a secret is shown:\n%s", d.frame())
			}
			if d.press("ctrl+t"); !strings.Contains(d.frame(), word) {
				t.Errorf("it cannot be revealed:\n%s", d.frame())
			}
			if d.press("ctrl+t"); strings.Contains(d.frame(), word) {
				t.Errorf("it cannot be hidden again:\n%s", d.frame())
			}
		})
	}
}
