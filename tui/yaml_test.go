package tui

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestYAMLEndpointsAndBackendsMoveWithTheirComments(t *testing.T) {
	t.Parallel()
	const first, second = "  # the users\n  - endpoint: /users # all\n    backend:\n      - url_pattern: /u\n      # the second\n      - url_pattern: /v\n",
		"  # the orders\n  - endpoint: /orders\n"
	text := "version: 3\nhost: [http://a]\nendpoints:\n" + first + second
	d := newDriver(t, []byte(text), 120, 30, func(o *Options) { o.Path = filepath.Join(t.TempDir(), "krakend.yaml") })
	if d.press("J"); !strings.HasSuffix(d.text(), "endpoints:\n"+second+first) {
		t.Fatalf("got\n%s", d.text())
	}
	d.sees("move an endpoint", "(2)").press("K")
	if d.text() != text {
		t.Fatalf("moved back:\n%s", d.text())
	}
	want := strings.Replace(text, "      - url_pattern: /u\n      # the second\n      - url_pattern: /v\n", "      # the second\n      - url_pattern: /v\n      - url_pattern: /u\n", 1)
	if d.press("2", "]", "J"); d.text() != want {
		t.Errorf("got\n%s", d.text())
	}
	if d.press("u", "u", "u"); d.text() != text {
		t.Errorf("undo gives\n%s", d.text())
	}
}
