package detail

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

const sample = `{"version": 3, "timeout": "4s", "@note": 1, "endpoints": [
  {"endpoint": "/a", "TIMEOUT": "1s", "extra_config": {"proxy": {"sequential": true}}, "backend": [
    {"url_pattern": "/x", "host": ["http://h"], "group": "g", "is_collection": true}, null, {"url_pattern": "/y", "encoding": "no-op", "sd": "dns"}]},
  {"endpoint": "/b", "backend": []}, {"endpoint": "/c"}]}`

func open(index int, found ...diag.Finding) *Model {
	m := New(ui.NewTheme(false, false), func(pointer string) string { return "described " + pointer })
	m.SetSize(60, 30)
	m.SetFocus(true)
	m.Show(config.Parse("k.json", []byte(sample)).Service(), index, found)
	return m
}

func press(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		event = m.Update(ui.Key{Name: k})
	}
	return event
}

func frame(m *Model) string { return strings.Join(m.View(), "\n") }

func TestRowsLeadToTheirPlaces(t *testing.T) {
	m := open(0)
	var pointers []string
	for {
		at := m.Pointer()
		pointers = append(pointers, strings.TrimPrefix(at, "/endpoints/0/"))
		if press(m, "j"); m.Pointer() == at {
			break
		}
	}
	want := "endpoint method output_encoding TIMEOUT input_query_strings input_headers extra_config/proxy " +
		"backend/0 backend/0/url_pattern backend/0/host backend/0/encoding backend/0/is_collection backend/0/group backend/1 " +
		"backend/2 backend/2/url_pattern backend/2/host backend/2/encoding backend/2/is_collection backend/2/group backend/2/sd backend"
	if got := strings.Join(pointers, " "); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestEventsNameTheBackend(t *testing.T) {
	event := func(index int, pointer string, key string) string {
		m := open(index)
		m.Select(pointer)
		e := press(m, key)
		switch e := e.(type) {
		case nil:
			return ""
		case Edit:
			return "edit " + e.At.Object().Pointer + " " + e.Field.Name
		case Unset:
			return "unset " + e.At.Object().Pointer + " " + e.Field.Name
		case Toggle:
			return "toggle " + e.At.Object().Pointer + " " + e.Field.Name
		case AddExtension:
			return "extend " + e.At.Object().Pointer
		case AddBackend:
			return fmt.Sprint("add ", e.Index)
		case DeleteBackend:
			return fmt.Sprint("delete ", e.Index)
		case DuplicateBackend:
			return fmt.Sprint("duplicate ", e.Index)
		case MoveBackend:
			return fmt.Sprint("move ", e.From, " ", e.To)
		}
		return fmt.Sprintf("%T", e)
	}
	for _, c := range []struct {
		index              int
		pointer, key, want string
	}{
		{0, "/endpoints/0/TIMEOUT", "enter", "edit /endpoints/0 timeout"},
		{0, "/endpoints/0/TIMEOUT", "x", "unset /endpoints/0 timeout"},
		{0, "/endpoints/0/method", "x", ""},
		{0, "/endpoints/0/method", "d", ""},
		{0, "/endpoints/0/method", "n", "add 3"},
		{0, "/endpoints/0/cache_ttl", "enter", "edit /endpoints/0 cache_ttl"},
		{0, "/endpoints/0/extra_config/proxy/sequential", "enter", "edit /endpoints/0/extra_config proxy"},
		{0, "/endpoints/0/backend/0/is_collection", "space", "toggle /endpoints/0/backend/0 is_collection"},
		{0, "/endpoints/0/backend/0/is_collection", "n", "add 1"},
		{0, "/endpoints/0/backend/0/is_collection", "+", "extend /endpoints/0/backend/0"},
		{0, "/endpoints/0/extra_config/proxy", "+", "extend /endpoints/0"},
		{0, "/endpoints/0/extra_config/proxy", "x", "unset /endpoints/0/extra_config proxy"},
		{-1, "/timeout", "+", "extend "},
		{0, "/endpoints/0/backend/0", "d", "delete 0"},
		{0, "/endpoints/0/backend/1", "d", "delete 1"},
		{0, "/endpoints/0/backend/1", "enter", ""},
		{0, "/endpoints/0/backend/0/group", "D", "duplicate 0"},
		{0, "/endpoints/0/backend/0", "J", "move 0 1"},
		{0, "/endpoints/0/backend/0", "K", ""},
		{0, "/endpoints/0/backend/2/sd", "K", "move 2 1"},
		{0, "/endpoints/0/backend/2", "J", ""},
		{0, "/endpoints/0/backend", "enter", "add 3"},
		{1, "/endpoints/1/backend", "enter", "add 0"},
		{2, "/endpoints/2/backend", "enter", "add 0"},
		{-1, "/timeout", "enter", "edit  timeout"},
		{-1, "/@note", "enter", "edit  @note"},
		{-1, "/timeout", "n", "detail.AddEndpoint"},
		{-1, "/timeout", "d", ""},
		{0, "", "esc", "detail.Back"},
	} {
		if got := event(c.index, c.pointer, c.key); got != c.want {
			t.Errorf("%s %s: got %q, want %q", c.pointer, c.key, got, c.want)
		}
	}
}

func TestTheCursorStaysWhenTheDocumentChanges(t *testing.T) {
	m := open(0)
	m.Select("/endpoints/0/backend/2/encoding")
	m.Show(config.Parse("k.json", []byte(strings.Replace(sample, `"TIMEOUT": "1s", `, "", 1))).Service(), 0, nil)
	if got := m.Pointer(); got != "/endpoints/0/backend/2/encoding" {
		t.Errorf("on %s", got)
	}
	m.Show(m.svc, 1, nil)
	if got := m.Pointer(); got != "/endpoints/1/endpoint" {
		t.Errorf("on another endpoint the cursor is on %s", got)
	}
	m.Show(config.Parse("k.json", []byte(`{}`)).Service(), 1, nil)
	if got := m.Title(); got != "service" {
		t.Errorf("without endpoints it shows %s", got)
	}
}

func TestFieldsNotInUseComeInSightWhenTheyAreMeant(t *testing.T) {
	m := open(0)
	if strings.Contains(frame(m), "Concurrent") {
		t.Fatal("all fields are shown from the start")
	}
	if m.Select("/endpoints/0/concurrent_calls"); m.Pointer() != "/endpoints/0/concurrent_calls" {
		t.Errorf("on %s", m.Pointer())
	}
	if press(m, "a"); strings.Contains(frame(m), "Concurrent") {
		t.Error("a does not hide them again")
	}
	if m.Select("/nowhere"); strings.Contains(frame(m), "Concurrent") {
		t.Error("a place that is nowhere shows all fields")
	}
}

func TestFindingsStandUnderTheirField(t *testing.T) {
	m := open(0,
		diag.Finding{Severity: diag.Error, Message: "too short", Hint: "make it longer", Pointer: "/endpoints/0/TIMEOUT"},
		diag.Finding{Severity: diag.Warning, Message: "odd backend", Pointer: "/endpoints/0/backend/0"},
		diag.Finding{Severity: diag.Error, Message: "of another", Pointer: "/endpoints/1/endpoint"})
	m.Select("/endpoints/0/TIMEOUT")
	lines := m.View()
	for i, l := range lines {
		if strings.Contains(l, "Timeout") && (!strings.Contains(l, " E") || !strings.Contains(lines[i+1], "too short")) {
			t.Errorf("got\n%s\n%s", l, lines[i+1])
		}
	}
	if f := frame(m); !strings.Contains(f, "odd backend") || !strings.Contains(f, "make it longer") || strings.Contains(f, "of another") {
		t.Errorf("got\n%s", f)
	}
}

func TestWhatBecomesOfAnAnswerIsTold(t *testing.T) {
	for pointer, want := range map[string]string{
		"/endpoints/0/backend/0":    `{"g": {"collection": [...]}}`,
		"/endpoints/0/backend/2":    "passed through",
		"/endpoints/0/extra_config": "described /endpoints/0/extra_config/proxy",
		"/endpoints/0/method":       "the one method of the endpoint",
	} {
		m := open(0)
		m.SetSize(100, 30)
		m.Select(pointer)
		if pointer == "/endpoints/0/extra_config" {
			m.Select(pointer + "/proxy")
		}
		if f := frame(m); !strings.Contains(f, want) {
			t.Errorf("%s has no %q:\n%s", pointer, want, f)
		}
	}
}

func TestT18ClickChoosesTheRowThatIsDrawnThere(t *testing.T) {
	m := open(0)
	for y, l := range m.View() {
		for label, pointer := range map[string]string{"Timeout": "/endpoints/0/TIMEOUT", "Group        g": "/endpoints/0/backend/0/group", "+ add": "/endpoints/0/backend"} {
			if strings.Contains(l, label) {
				if m.Update(ui.Click{X: 4, Y: y}); m.Pointer() != pointer {
					t.Errorf("line %d is %s, the cursor is on %s", y, label, m.Pointer())
				}
			}
		}
	}
}

func TestThePaneFillsItsRoom(t *testing.T) {
	for _, size := range [][2]int{{20, 4}, {38, 12}, {100, 50}} {
		for index := -1; index < 3; index++ {
			m := open(index, diag.Finding{Severity: diag.Error, Message: strings.Repeat("long ", 50), Pointer: "/endpoints/0/endpoint"})
			m.SetSize(size[0], size[1])
			for _, k := range []string{"", "a", "G", "k", "[", "]", "ctrl+u"} {
				press(m, k)
				lines := m.View()
				if len(lines) != size[1] {
					t.Fatalf("%d lines instead of %d", len(lines), size[1])
				}
				for _, l := range lines {
					if w := ansi.StringWidth(l); w != size[0] {
						t.Fatalf("a line has %d cells instead of %d: %s", w, size[0], l)
					}
				}
			}
		}
	}
}

func TestThePreviewStandsBelowTheFieldsWhereThereIsRoom(t *testing.T) {
	m := open(2)
	preview := []string{"backend 0  200  " + strings.Repeat("long ", 60), "client     200  {}"}
	m.SetPreview(preview, false)
	for height := 4; height < 40; height++ {
		m.SetSize(60, height)
		lines := m.View()
		if len(lines) != height {
			t.Fatalf("%d lines instead of %d", len(lines), height)
		}
		head, client := -1, -1
		for i, l := range lines {
			if ansi.StringWidth(l) != 60 {
				t.Fatalf("a line has %d cells: %s", ansi.StringWidth(l), l)
			}
			if strings.Contains(l, "Answer, as the documents have it") {
				head = i
			}
			if strings.Contains(l, "client     200  {}") {
				client = i
			}
		}
		if (head < 0) != (client < 0) || client >= 0 && client < head || height > 30 && head < 0 {
			t.Errorf("height %d: the preview is at %d, its end at %d:\n%s", height, head, client, strings.Join(lines, "\n"))
		}
	}
	m.Show(m.svc, 1, nil)
	if strings.Contains(frame(m), "Answer, as") {
		t.Error("the preview of another endpoint stays")
	}
}

func TestACutAnswerIsMarkedOnce(t *testing.T) {
	m := open(1)
	for width := 40; width < 60; width++ {
		m.SetSize(width, 30)
		m.SetPreview([]string{"backend 0  200", strings.Repeat("x", 2000)}, false)
		if text := frame(m); !strings.Contains(text, "…") || strings.Contains(text, "……") {
			t.Errorf("%d cells wide:\n%s", width, text)
		}
	}
}
