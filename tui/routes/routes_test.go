package routes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

const sample = `{"endpoints": [
  {"endpoint": "/v1/users/{id}", "method": "DELETE", "output_encoding": "no-op", "backend": [{"url_pattern": "/u/{id}", "host": ["http://users:5000"]}]},
  {"endpoint": "/v1/users", "backend": [{"url_pattern": "/u", "host": ["http://users:5000"], "is_collection": true}, {"url_pattern": "/o", "host": ["https://orders"], "group": "o"}]},
  {"endpoint": "/health", "backend": []},
  {"endpoint": "/v1/users", "method": "POST", "backend": [{"url_pattern": "/u"}, null]}
]}`

func open() *Model {
	m := New(ui.NewTheme(false, false), config.Parse("k.json", []byte(sample)).Service(), []diag.Finding{
		{Severity: diag.Error, Pointer: "/endpoints/1/backend"}, {Severity: diag.Info, Pointer: "/endpoints/1"}, {Severity: diag.Error, Pointer: "/port"}})
	m.SetSize(60, 20)
	return m
}

func texts(m *Model) []string {
	var list []string
	for _, r := range m.rows {
		list = append(list, r.text)
	}
	return list
}

func press(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		event = m.Update(ui.Key{Name: k})
	}
	return event
}

func TestPathsStandAsATree(t *testing.T) {
	want := []string{
		"/health",
		"  GET     (no backend)",
		"/v1",
		"  /users",
		"    GET     -> GET users:5000/u  json []",
		"            -> GET https://orders/o  json in o",
		"    POST    -> POST (no host)/u  json",
		"            -> null",
		"    /{id}",
		"      DELETE  -> DELETE users:5000/u/{id}  no-op",
	}
	if diff := cmp.Diff(want, texts(open())); diff != "" {
		t.Error(diff)
	}
}

func TestHostsStandWithTheirCallers(t *testing.T) {
	m := open()
	press(m, "v")
	want := []string{
		"(no host) (1)",
		"  POST    /v1/users -> POST /u",
		"http://users:5000 (2)",
		"  DELETE  /v1/users/{id} -> DELETE /u/{id}",
		"  GET     /v1/users -> GET /u",
		"https://orders (1)",
		"  GET     /v1/users -> GET /o",
	}
	if diff := cmp.Diff(want, texts(m)); diff != "" {
		t.Error(diff)
	}
}

func TestEnterOpensTheEndpoint(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want any
	}{
		{[]string{"enter"}, Open{2, -1}},
		{[]string{"j", "j", "enter"}, Open{1, 0}},
		{[]string{"j", "j", "j", "j", "j", "enter"}, Open{1, 1}},
		{[]string{"G", "enter"}, Open{0, 0}},
		{[]string{"v", "G", "enter"}, Open{1, 1}},
		{[]string{"esc"}, Closed{}},
	} {
		if got := press(open(), c.keys...); got != c.want {
			t.Errorf("%q: got %v, want %v", c.keys, got, c.want)
		}
	}
}

func TestSeveritiesStandBesideTheirEndpoint(t *testing.T) {
	for _, l := range open().View() {
		if got, want := strings.Contains(l, "E│"), strings.Contains(l, "users:5000/u  ") || strings.Contains(l, "orders"); got != want {
			t.Errorf("got %v: %s", got, l)
		}
	}
}

func TestTheMapIsNarrowed(t *testing.T) {
	m := open()
	typed := func(keys ...string) {
		for _, k := range keys {
			m.Update(ui.Key{Name: k, Text: map[bool]string{true: k}[len(k) == 1]})
		}
	}
	typed("/", "o", "r", "d", "e", "r", "s", "enter")
	want := []string{"/v1", "  /users", "    GET     -> GET users:5000/u  json []", "            -> GET https://orders/o  json in o"}
	if diff := cmp.Diff(want, texts(m)); diff != "" {
		t.Error(diff)
	}
	if got := press(m, "G", "enter"); got != any(Open{1, 1}) {
		t.Errorf("got %v", got)
	}
	for _, c := range []ui.Click{{X: 3, Y: 2}, {X: 3, Y: 4}} {
		if m.Update(c); m.scroll.Cursor != c.Y-2 {
			t.Errorf("a click on line %d chooses row %d", c.Y, m.scroll.Cursor)
		}
	}
	if press(m, "v"); len(texts(m)) != 4 {
		t.Errorf("the hosts are not narrowed: %q", texts(m))
	}
	if press(m, "esc"); len(texts(m)) < 5 || press(m, "esc") != any(Closed{}) {
		t.Errorf("the filter stays: %q", texts(m))
	}
	if typed("/", "x", "y"); !strings.Contains(strings.Join(m.View(), "\n"), "nothing matches") {
		t.Errorf("got\n%s", strings.Join(m.View(), "\n"))
	}
	if typed("esc"); len(texts(m)) < 5 {
		t.Error("the filter is not left")
	}
}

func TestCallsOneAfterTheOtherAreNumbered(t *testing.T) {
	m := New(ui.NewTheme(false, false), config.Parse("k.json", []byte(`{"endpoints": [{"endpoint": "/a", "extra_config": {"proxy": {"sequential": true}}, "backend": [
		{"url_pattern": "/1", "host": ["http://h"]}, {"url_pattern": "/2", "host": ["http://h"]}]}]}`)).Service(), nil)
	if diff := cmp.Diff([]string{"/a", "  GET     1> GET h/1  json", "          2> GET h/2  json"}, texts(m)); diff != "" {
		t.Error(diff)
	}
}
