package list

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

const sample = `{"version": 3, "endpoints": [
  {"endpoint": "/users", "backend": [{"url_pattern": "/api/users", "host": ["http://users:5000"]}]},
  {"endpoint": "/users/{id}", "method": "DELETE", "output_encoding": "no-op", "backend": [{"url_pattern": "/x", "host": ["http://users:5000"]}]},
  {"endpoint": "/orders", "method": "POST", "backend": [{"url_pattern": "/legacy", "host": ["http://orders:5001"], "encoding": "xml"}, null]}
]}`

func sampleList() *Model {
	m := New(ui.NewTheme(false, false))
	m.SetSize(60, 20)
	m.SetService(config.Parse("k.json", []byte(sample)).Service())
	m.SetFindings([]diag.Finding{
		{Severity: diag.Info, Pointer: "/endpoints/1"}, {Severity: diag.Error, Pointer: "/endpoints/1/backend/0"}, {Severity: diag.Warning, Pointer: "/endpoints/2/method"},
	})
	return m
}

func shown(m *Model) []int {
	var list []int
	for _, i := range m.shown {
		list = append(list, m.rows[i].index)
	}
	return list
}

func TestFilter(t *testing.T) {
	for filter, want := range map[string][]int{
		"":               {-1, 0, 1, 2},
		"users":          {0, 1},
		"USERS delete":   {1},
		"legacy":         {2},
		"is:error":       {1},
		"is:warn":        {2},
		"is:info":        nil,
		"is:clean":       {-1, 0},
		"!is:clean":      {1, 2},
		"host:orders":    {2},
		"enc:no-op":      {1},
		"enc:xml":        {2},
		"m:p":            {2},
		"m:get host:use": {0},
		"!users":         {-1, 2},
		"!m:get !m:post": {-1, 1},
		"is:":            {-1, 0, 1, 2},
		"!":              {-1, 0, 1, 2},
		"a:b":            nil,
		"nothing at all": nil,
	} {
		m := sampleList()
		m.SetFilter(filter)
		if diff := cmp.Diff(want, shown(m)); diff != "" {
			t.Errorf("%q: %s", filter, diff)
		}
		if lines := m.View(); len(lines) != 20 {
			t.Errorf("%q: %d lines", filter, len(lines))
		}
	}
}

func press(m *Model, keys ...string) (events []any) {
	for _, k := range keys {
		key := ui.Key{Name: k}
		if len([]rune(k)) == 1 {
			key.Text = k
		}
		if e := m.Update(key); e != nil {
			events = append(events, e)
		}
	}
	return events
}

func TestKeysAskForChanges(t *testing.T) {
	for _, c := range []struct {
		keys []string
		want []any
	}{
		{[]string{"j"}, []any{Selected{0}}},
		{[]string{"j", "enter"}, []any{Selected{0}, Opened{0}}},
		{[]string{"n"}, []any{Add{-1}}},
		{[]string{"d", "D", "J", "K", "space"}, []any{Selected{0}}}, // the service is no endpoint
		{[]string{"j", "J"}, []any{Selected{0}, Move{0, 1}}},
		{[]string{"j", "K"}, []any{Selected{0}}},
		{[]string{"j", "j", "K"}, []any{Selected{0}, Selected{1}, Move{1, 0}}},
		{[]string{"G", "J"}, []any{Selected{2}}},
		{[]string{"j", "D"}, []any{Selected{0}, Duplicate{0}}},
		{[]string{"*", "d"}, []any{Delete{[]int{0, 1, 2}}}},
		{[]string{"*", "*", "j", "d"}, []any{Selected{0}, Delete{[]int{0}}}},
		{[]string{"/", "o", "r", "d", "enter", "d"}, []any{Selected{2}, Delete{[]int{2}}}},
	} {
		if diff := cmp.Diff(c.want, press(sampleList(), c.keys...)); diff != "" {
			t.Errorf("%q: %s", c.keys, diff)
		}
	}
}

func TestFilterIsTypedAndCleared(t *testing.T) {
	m := sampleList()
	press(m, "j", "j", "/", "u", "s", "e")
	if !m.Typing() || m.Index() != 1 || !slices.Equal(shown(m), []int{0, 1}) {
		t.Errorf("typing %v, on %d, shown %v", m.Typing(), m.Index(), shown(m))
	}
	press(m, "esc")
	if m.Typing() || m.Index() != 1 || len(m.shown) != 4 {
		t.Errorf("after esc: typing %v, on %d, shown %v", m.Typing(), m.Index(), shown(m))
	}
}

func TestT18ClickChoosesTheRowThatIsDrawnThere(t *testing.T) {
	m := sampleList()
	for _, filter := range []string{"", "users"} {
		m.SetFilter(filter)
		for y, line := range m.View() {
			for i, path := range []string{"/users ", "/users/{id} ", "/orders "} {
				if strings.Contains(line, path) {
					if m.Update(ui.Click{X: 5, Y: y}); m.Index() != i {
						t.Errorf("filter %q: line %d is %s, the cursor is on %d", filter, y, path, m.Index())
					}
				}
			}
		}
	}
}

func TestSelectShowsWhatTheFilterHides(t *testing.T) {
	m := sampleList()
	m.SetFilter("orders")
	if m.Select(0); m.Index() != 0 || len(m.shown) != 4 {
		t.Errorf("on %d, shown %v", m.Index(), shown(m))
	}
}

func TestT07OnlyTheRowsInSightAreDrawn(t *testing.T) {
	var b strings.Builder
	b.WriteString(`{"endpoints": [{"endpoint": "/first"}`)
	for i := range 20000 {
		fmt.Fprintf(&b, `,{"endpoint": "/e%d"}`, i)
	}
	b.WriteString("]}")
	m := New(ui.NewTheme(true, false))
	m.SetSize(100, 50)
	m.SetService(config.Parse("k.json", []byte(b.String())).Service())
	per := testing.AllocsPerRun(5, func() { m.View() })
	if per > 5000 {
		t.Errorf("drawing takes %.0f allocations", per)
	}
}

func TestARangeIsMarkedFromWhereItBegan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys []string
		want []int
	}{
		{[]string{"j", "V", "j", "V"}, []int{0, 1}},
		{[]string{"G", "V", "g", "j", "space"}, []int{0, 1, 2}},
		{[]string{"G", "V", "V"}, []int{2}},
		{[]string{"G", "V"}, nil},                                              // it has not ended
		{[]string{"j", "V", "j", "esc", "V", "V"}, []int{1}},                   // the first was given up
		{[]string{"j", "space", "G", "V", "k", "V"}, []int{0, 1, 2}},           // what was marked stays
		{[]string{"g", "V", "j", "V"}, []int{0}},                               // the service is none
		{[]string{"j", "V", "j", "y"}, []int{0, 1}},                            // a step on all of it
		{[]string{"j", "V", "/", "z", "enter", "esc", "G", "space"}, []int{2}}, // all else gives it up
	} {
		m := sampleList()
		m.SetSize(60, 20)
		press(m, c.keys...)
		if diff := cmp.Diff(c.want, m.Marked()); diff != "" {
			t.Errorf("%q: %s", c.keys, diff)
		}
	}
	m := sampleList()
	m.SetFilter("users")
	press(m, "g", "V", "G", "V")
	if diff := cmp.Diff([]int{0, 1}, m.Marked()); diff != "" {
		t.Errorf("what the filter hides is marked: %s", diff)
	}
}

func TestARangeIsSeenWhileItGrows(t *testing.T) {
	t.Parallel()
	m := sampleList()
	m.SetSize(60, 20)
	press(m, "j", "V", "j")
	view := strings.Join(m.View(), "\n")
	if strings.Count(view, "*") != 2 || !strings.Contains(view, "range") {
		t.Errorf("got\n%s", view)
	}
	if press(m, "esc"); strings.Contains(strings.Join(m.View(), "\n"), "*") {
		t.Errorf("it is still there:\n%s", strings.Join(m.View(), "\n"))
	}
}

func TestMarksAndCursorStayWithTheirEndpoints(t *testing.T) {
	t.Parallel()
	of := func(paths ...string) *config.Service {
		var list []string
		for _, p := range paths {
			list = append(list, fmt.Sprintf(`{"endpoint": %q, "backend": []}`, p))
		}
		return config.Parse("k.json", []byte(`{"endpoints": [`+strings.Join(list, ",")+`]}`)).Service()
	}
	for name, c := range map[string]struct {
		after  []string
		want   []int
		cursor int
	}{
		"nothing changes":                  {[]string{"/a", "/b", "/b", "/c"}, []int{1, 3}, 2},
		"they are moved":                   {[]string{"/c", "/a", "/b", "/b"}, []int{0, 2}, 3},
		"one is put before":                {[]string{"/new", "/a", "/b", "/b", "/c"}, []int{2, 4}, 3},
		"one is taken away":                {[]string{"/a", "/b", "/b"}, []int{1}, 2},
		"one gets another path":            {[]string{"/a", "/x", "/b", "/c"}, []int{1, 3}, 2},
		"all are gone":                     {nil, nil, Service},
		"others of the same path are left": {[]string{"/b", "/a"}, []int{0}, 1},
	} {
		m := New(ui.NewTheme(false, true))
		m.SetService(of("/a", "/b", "/b", "/c"))
		m.SetSize(60, 20)
		press(m, "g", "j", "j", "space", "j", "space")
		if diff := cmp.Diff([]int{1, 3}, m.Marked()); diff != "" {
			t.Fatal(diff)
		}
		press(m, "k") // to the second /b
		m.SetService(of(c.after...))
		if diff := cmp.Diff(c.want, m.Marked()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		if m.Index() != c.cursor {
			t.Errorf("%s: the cursor is on %d, want %d", name, m.Index(), c.cursor)
		}
	}
}
