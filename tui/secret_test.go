package tui

import (
	"strings"
	"testing"
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
	d.press("ctrl+t").sees("hunter2").press("esc", "enter", " ", "backspace").sees("hunter2").press("esc", "1", "D", "ctrl+s").sees("client_secret")
	hidden("the diff")
}
