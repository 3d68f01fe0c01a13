package routes

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/tui/list"
	"github.com/gatewright/gatewright/tui/ui"
)

const sample = `{"endpoints": [
  {"endpoint": "/v1/users/{id}", "method": "DELETE", "output_encoding": "no-op", "backend": [{"url_pattern": "/u/{id}", "host": ["http://users:5000"]}]},
  {"endpoint": "/v1/users", "backend": [{"url_pattern": "/u", "host": ["http://users:5000"], "is_collection": true}, {"url_pattern": "/o", "host": ["https://orders"], "group": "o"}]},
  {"endpoint": "/health", "backend": []},
  {"endpoint": "/v1/users", "method": "POST", "backend": [{"url_pattern": "/u"}, null]}
]}`

func open() *Model { return of(sample) }

// of is the map of a configuration, with some findings.
func of(text string) *Model {
	svc := config.Parse("k.json", []byte(text)).Service()
	return found(svc, diag.Finding{Severity: diag.Error, Pointer: "/endpoints/1/backend"}, diag.Finding{Severity: diag.Info, Pointer: "/endpoints/1"}, diag.Finding{Severity: diag.Error, Pointer: "/port"})
}

func found(svc *config.Service, found ...diag.Finding) *Model {
	theme := ui.NewTheme(false, false)
	rows := list.New(theme)
	rows.SetService(svc)
	rows.SetFindings(found)
	m := New(theme, svc, found, rows.Matches)
	m.SetSize(60, 24)
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
	press(m, "v", "v")
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
		{[]string{"v", "v", "G", "enter"}, Open{1, 1}},
		{[]string{"v", "j", "enter"}, Open{1, 0}},
		{[]string{"v", "v", "v", "G", "enter"}, Open{0, 0}},
		{[]string{"esc"}, Closed{}},
	} {
		if got := press(open(), c.keys...); got != c.want {
			t.Errorf("%q: got %v, want %v", c.keys, got, c.want)
		}
	}
}

func TestSeveritiesStandBesideTheirEndpoint(t *testing.T) {
	for _, l := range open().View()[:20] {
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
	if press(m, "v", "v"); len(texts(m)) != 4 {
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
	m := of(`{"endpoints": [{"endpoint": "/a", "extra_config": {"proxy": {"sequential": true}}, "backend": [
		{"url_pattern": "/1", "host": ["http://h"]}, {"url_pattern": "/2", "host": ["http://h"]}]}]}`)
	if diff := cmp.Diff([]string{"/a", "  GET     1> GET h/1  json", "          2> GET h/2  json"}, texts(m)); diff != "" {
		t.Error(diff)
	}
}

func TestEndpointsStandInATable(t *testing.T) {
	m := open()
	press(m, "v")
	want := []string{
		"DELETE  /v1/users/{id} -> DELETE users:5000/u/{id}  no-op",
		"GET     /v1/users      -> GET users:5000/u  json []",
		"                       -> GET https://orders/o  json in o",
		"GET     /health        (no backend)",
		"POST    /v1/users      -> POST (no host)/u  json",
		"                       -> null",
	}
	if diff := cmp.Diff(want, texts(m)); diff != "" {
		t.Error(diff)
	}
}

func TestTheHostsAreCountedBelow(t *testing.T) {
	m := open()
	const all = "hosts  users:5000 x2  (no host) x1  https://orders x1"
	last := func() string { view := m.View(); return view[len(view)-2] }
	if !strings.Contains(last(), all) {
		t.Errorf("got %q", last())
	}
	for _, k := range []string{"/", "m", ":", "d", "enter"} {
		m.Update(ui.Key{Name: k, Text: map[bool]string{true: k}[len(k) == 1]})
	}
	if got := last(); !strings.Contains(got, "hosts  users:5000 x1") || strings.Contains(got, "orders") {
		t.Errorf("a filter does not count: %q", got)
	}
	if press(m, "esc", "v", "v"); strings.Contains(last(), "hosts") {
		t.Errorf("the hosts count themselves: %q", last())
	}
	if m.SetSize(60, 4); len(m.View()) != 4 {
		t.Errorf("%d lines", len(m.View()))
	}
}

func TestRoutesThatClashStandOnTop(t *testing.T) {
	svc := config.Parse("k.json", []byte(`{"version": 3, "endpoints": [
		{"endpoint": "/a", "backend": [{"url_pattern": "/a", "host": ["http://h"]}]},
		{"endpoint": "/b/{x}", "backend": [{"url_pattern": "/b", "host": ["http://h"]}]},
		{"endpoint": "/a", "backend": [{"url_pattern": "/c", "host": ["http://h"]}]},
		{"endpoint": "/b/{y}/c", "backend": [{"url_pattern": "/b", "host": ["http://h"]}]}]}`)).Service()
	m := found(svc, start.Check(svc)...)
	got := texts(m)
	if got[0] != "routes that clash (2)" || !strings.HasPrefix(got[1], "  GET /a: ") || !strings.HasPrefix(got[2], "  GET /b/{y}/c: ") {
		t.Fatalf("got %q", got)
	}
	if event := press(m, "j", "enter"); event != any(Open{2, -1}) {
		t.Errorf("got %v", event)
	}
	for _, k := range []string{"/", "b", "enter"} {
		m.Update(ui.Key{Name: k, Text: map[bool]string{true: k}[len(k) == 1]})
	}
	if got := texts(m); got[0] != "routes that clash (1)" {
		t.Errorf("those that the filter hides are listed: %q", got)
	}
}

func TestASegmentIsFolded(t *testing.T) {
	m := open()
	press(m, "j", "j", "j", "space") // /users, below /v1
	want := []string{"/health", "  GET     (no backend)", "/v1", "  /users (3)"}
	if diff := cmp.Diff(want, texts(m)); diff != "" {
		t.Fatal(diff)
	}
	if line := m.View()[4]; !strings.Contains(line, ">  /users (3)") || !strings.Contains(line, "E") {
		t.Errorf("the error below it is hidden: %q", line)
	}
	if press(m, "k", "space"); !cmp.Equal(texts(m), []string{"/health", "  GET     (no backend)", "/v1 (3)"}) {
		t.Errorf("got %q", texts(m))
	}
	if event := press(m, "enter"); event != nil || !cmp.Equal(texts(m), want) {
		t.Errorf("enter asks for %v and shows %q", event, texts(m))
	}
	for _, k := range []string{"/", "o", "r", "d"} {
		m.Update(ui.Key{Name: k, Text: k})
	}
	if got := texts(m); len(got) != 4 || !strings.Contains(got[3], "orders") {
		t.Errorf("a filter shows %q", got)
	}
	press(m, "esc", "G", "j", "space")
	if got := len(texts(m)); got != 10 {
		t.Errorf("%d rows are shown: %q", got, texts(m))
	}
	press(m, "v", "space", "v", "space")
	if event := press(open(), "j", "space"); event != nil {
		t.Errorf("an endpoint is folded: %v", event)
	}
}
