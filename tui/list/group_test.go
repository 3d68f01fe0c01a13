package list

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

const mixed = `{"version": 3, "endpoints": [
  {"endpoint": "/v1/users/{id}", "backend": [{"host": ["http://users:1"]}]},
  {"endpoint": "/v1/orders", "backend": [{"host": ["http://orders:2"]}]},
  {"endpoint": "/v1/users", "backend": [{"host": ["http://users:1"]}]},
  {"endpoint": "/v2", "backend": []},
  {"endpoint": "/", "backend": [{"host": ["http://users:1"]}]}
]}`

func grouped(t *testing.T) *Model {
	t.Helper()
	m := New(ui.NewTheme(false, false))
	m.SetFocus(true)
	m.SetSize(60, 20)
	m.SetService(config.Parse("k.json", []byte(mixed)).Service())
	m.SetFindings([]diag.Finding{{Severity: diag.Warning, Pointer: "/endpoints/2"}, {Severity: diag.Error, Pointer: "/endpoints/0"}})
	m.Select(2)
	return m
}

func pressed(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		event = m.Update(ui.Key{Name: k, Text: k})
	}
	return event
}

// drawn are the lines of the list without its frame.
func drawn(m *Model) []string {
	var lines []string
	for _, l := range m.View()[1:] {
		if l = strings.TrimSpace(strings.Trim(l, "│└┘─")); l != "" {
			lines = append(lines, strings.Join(strings.Fields(l), " "))
		}
	}
	return lines
}

func TestEndpointsAreGrouped(t *testing.T) {
	cases := map[string]struct {
		keys []string
		want []string
	}{
		"by path": {[]string{"v"}, []string{
			"service", "- /v1/users (2) E", "GET /v1/users/{id} E", "> GET /v1/users W", "- /v1/orders (1)", "GET /v1/orders", "- /v2 (1)", "GET /v2 0b", "- / (1)", "GET /",
		}},
		"by host": {[]string{"v", "v"}, []string{
			"service", "- users:1 (3) E", "GET /v1/users/{id} E", "> GET /v1/users W", "GET /", "- orders:2 (1)", "GET /v1/orders", "- (no host) (1)", "GET /v2 0b",
		}},
		"not at all again": {[]string{"v", "v", "v"}, []string{
			"service", "GET /v1/users/{id} E", "GET /v1/orders", "> GET /v1/users W", "GET /v2 0b", "GET /",
		}},
		"folded": {[]string{"v", "h"}, []string{
			"service", "> + /v1/users (2) E", "- /v1/orders (1)", "GET /v1/orders", "- /v2 (1)", "GET /v2 0b", "- / (1)", "GET /",
		}},
		"opened": {[]string{"v", "h", "enter", "j"}, []string{
			"service", "- /v1/users (2) E", "> GET /v1/users/{id} E", "GET /v1/users W", "- /v1/orders (1)", "GET /v1/orders", "- /v2 (1)", "GET /v2 0b", "- / (1)", "GET /",
		}},
		"all folded": {[]string{"v", "H"}, []string{"service", "> + /v1/users (2) E", "+ /v1/orders (1)", "+ /v2 (1)", "+ / (1)"}},
		"a filter opens them": {[]string{"v", "H", "/", "v", "1", "/", "u", "enter"}, []string{
			"/ v1/u", "- /v1/users (2) E", "> GET /v1/users/{id} E", "GET /v1/users W",
		}},
		"a marked group": {[]string{"v", "h", "space"}, []string{
			"service", "*+ /v1/users (2) E", "> - /v1/orders (1)", "GET /v1/orders", "- /v2 (1)", "GET /v2 0b", "- / (1)", "GET /",
		}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := grouped(t)
			pressed(m, c.keys...)
			if diff := cmp.Diff(c.want, drawn(m)); diff != "" {
				t.Error(diff)
			}
			for _, l := range m.View() {
				if ansi.StringWidth(l) != 60 {
					t.Errorf("a line has %d cells: %s", ansi.StringWidth(l), l)
				}
			}
		})
	}
}

func TestKeysOnAGroup(t *testing.T) {
	cases := map[string]struct {
		keys []string
		want any
	}{
		"copy":                          {[]string{"y"}, Copy{[]int{0, 2}, false}},
		"bulk":                          {[]string{"b"}, Bulk{[]int{0, 2}}},
		"deleting takes a mark":         {[]string{"d"}, nil},
		"marked, deleted":               {[]string{"space", "d"}, Delete{[]int{0, 2}}},
		"marked twice is not marked":    {[]string{"space", "k", "space", "d"}, nil},
		"no moving":                     {[]string{"J"}, nil},
		"no moving over the head":       {[]string{"l", "j", "K"}, nil},
		"moving inside":                 {[]string{"l", "j", "J"}, Move{0, 2}},
		"no moving into the next group": {[]string{"l", "j", "j", "J"}, nil},
		"a range":                       {[]string{"l", "j", "V", "j", "V", "d"}, Delete{[]int{0, 2}}},
		"a range to the head":           {[]string{"l", "j", "V", "k", "d"}, Delete{[]int{0}}},
		"all":                           {[]string{"*", "d"}, Delete{[]int{0, 1, 2, 3, 4}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := grouped(t)
			pressed(m, "v", "h")
			if got := pressed(m, c.keys...); fmt.Sprint(got) != fmt.Sprint(c.want) {
				t.Errorf("got %T %v, want %T %v", got, got, c.want, c.want)
			}
		})
	}
}

func TestSelectOpensTheGroup(t *testing.T) {
	m := grouped(t)
	pressed(m, "v", "H", "g")
	if m.Select(2); m.Index() != 2 {
		t.Errorf("on %d: %q", m.Index(), drawn(m))
	}
	if pressed(m, "V", "/", "z", "z", "enter", "V", "h", "H", "v", "space", "*"); len(m.shown) != 0 {
		t.Errorf("shown: %q", drawn(m))
	}
}

func TestEndpointsStandByTheirTags(t *testing.T) {
	m := grouped(t)
	if pressed(m, "v", "v", "v"); m.by != fileOrder {
		t.Fatalf("they stand %s, and nobody knows a tag", m.by)
	}
	asked := 0
	m.SetTags(func(index int) string {
		asked++
		return map[int]string{0: "people", 2: "people", 3: "things"}[index]
	})
	pressed(m, "v", "v", "v", "H", "g")
	var heads []string
	for _, g := range m.groups {
		heads = append(heads, fmt.Sprintf("%s %d", g.name, len(g.rows)))
	}
	if got := fmt.Sprint(heads); got != "[people 2 (no tag) 2 things 1]" {
		t.Errorf("got %s", got)
	}
	if pressed(m, "H", "/", "u", "enter", "esc"); asked != 5 {
		t.Errorf("tags are asked for %d times", asked)
	}
}
