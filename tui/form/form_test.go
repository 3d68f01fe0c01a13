package form

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

const sample = `{"endpoints": [{"endpoint": "/a", "method": "GET", "timeout": 5, "output_encoding": "odd", "input_headers": ["A", "B", "C"], "extra_config": {
	"a": 1 }, "backend": [{"mapping": {"a": "b", "c": "d"}, "is_collection": true}]}]}`

func open(name string) ui.Component {
	svc := config.Parse("k.json", []byte(sample)).Service()
	at := field.At{Service: svc, Endpoint: svc.Endpoint(0)}
	level := fact.Endpoint
	if name == "mapping" || name == "is_collection" {
		level, at.Backend = fact.Backend, svc.Endpoint(0).Backends[0]
	}
	f := New(ui.NewTheme(false, false), at, field.Find(level, name), "")
	f.SetSize(70, 16)
	return f
}

// press presses keys; a word with a blank before it is typed.
func press(f ui.Component, keys ...string) any {
	for _, k := range keys {
		var event any
		if text, ok := strings.CutPrefix(k, " "); ok {
			for _, r := range text {
				event = f.Update(ui.Key{Name: string(r), Text: string(r)})
			}
		} else {
			key := ui.Key{Name: k}
			if len([]rune(k)) == 1 {
				key.Text = k
			}
			event = f.Update(key)
		}
		if event != nil {
			return event
		}
	}
	return nil
}

func TestFormsGiveTheirValue(t *testing.T) {
	for _, c := range []struct {
		name, field string
		keys        []string
		want        any
	}{
		{"typed", "endpoint", []string{" b", "enter"}, Kept{Text: "/ab"}},
		{"unchanged", "endpoint", []string{"enter"}, Cancelled{}},
		{"emptied", "endpoint", []string{"ctrl+u", "enter"}, Unset{}},
		{"refused", "endpoint", []string{" *", "enter"}, nil},
		{"cancelled", "endpoint", []string{" b", "esc"}, Cancelled{}},
		{"of another type", "timeout", []string{" 5s", "enter"}, Kept{Text: "5s"}},
		{"raw unchanged", "extra_config", []string{"enter"}, Cancelled{}},
		{"raw", "extra_config", []string{"ctrl+u", " {}", "enter"}, Kept{Text: "{}"}},
		{"chosen", "method", []string{"j", "enter"}, Kept{Text: "POST"}},
		{"chosen by letter", "method", []string{"d", "enter"}, Kept{Text: "DELETE"}},
		{"chosen by its start", "method", []string{" pat", "enter"}, Kept{Text: "PATCH"}},
		{"chosen by one letter twice", "method", []string{" pp", "enter"}, Kept{Text: "PUT"}},
		{"chosen as it was", "method", []string{"enter"}, Cancelled{}},
		{"the row above the first", "method", []string{"g", "up", "up", "enter"}, Unset{}},
		{"chosen to be nothing", "method", []string{"up", "enter"}, Unset{}},
		{"unknown so far", "output_encoding", []string{"down", "enter"}, Kept{Text: "json"}},
		{"a flag", "is_collection", []string{"f", "enter"}, Kept{Text: "false"}},
		{"one deleted", "input_headers", []string{"j", "d", "ctrl+s"}, Kept{Items: []string{"A", "C"}}},
		{"all deleted", "input_headers", []string{"d", "d", "d", "ctrl+s"}, Unset{}},
		{"moved", "input_headers", []string{"J", "J", "K", "ctrl+s"}, Kept{Items: []string{"B", "A", "C"}}},
		{"edited", "input_headers", []string{"enter", " x", "enter", "ctrl+s"}, Kept{Items: []string{"Ax", "B", "C"}}},
		{"added", "input_headers", []string{"n", " X", "enter", " Y", "enter", "esc", "ctrl+s"}, Kept{Items: []string{"A", "X", "Y", "B", "C"}}},
		{"added and kept at once", "input_headers", []string{"n", " X", "ctrl+s"}, Kept{Items: []string{"A", "X", "B", "C"}}},
		{"added and left", "input_headers", []string{"n", " X", "esc", "ctrl+s"}, Kept{Items: []string{"A", "B", "C"}}},
		{"kept by the last row", "input_headers", []string{"G", "enter"}, Kept{Items: []string{"A", "B", "C"}}},
		{"one twice", "input_headers", []string{"n", " B", "enter"}, nil},
		{"a table", "mapping", []string{"n", " e = f", "enter", "esc", "ctrl+s"}, Kept{Pairs: []draft.Pair{{Name: "a", Value: "b"}, {Name: "e", Value: "f"}, {Name: "c", Value: "d"}}}},
		{"a name twice", "mapping", []string{"n", " c = f", "enter"}, nil},
		{"to the editor", "extra_config", []string{"ctrl+e"}, External{Text: `{ "a": 1 }`}},
		{"no editor for a line", "endpoint", []string{"ctrl+e"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := press(open(c.field), c.keys...)
			switch e := got.(type) {
			case Kept:
				got = Kept{Text: e.Text, Items: e.Items, Pairs: e.Pairs}
			case Unset:
				got = Unset{}
			case External:
				got = External{Text: e.Text}
			}
			if want, ok := c.want.(Kept); ok {
				c.want = Kept{Text: want.Text, Items: want.Items, Pairs: want.Pairs}
			}
			if diff := cmp.Diff(c.want, got, cmp.Comparer(func(a, b field.At) bool { return true }), cmp.Comparer(func(a, b field.Field) bool { return true })); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTheMouseDoesNotMoveWhatIsTyped(t *testing.T) {
	f := open("input_headers")
	press(f, "n", " X")
	f.Update(ui.Wheel{Lines: 3})
	f.Update(ui.Click{X: 3, Y: 8})
	if got := press(f, "ctrl+s").(Kept).Items; !cmp.Equal(got, []string{"A", "X", "B", "C"}) {
		t.Errorf("got %v", got)
	}
}

func TestFormsFillTheirRoom(t *testing.T) {
	for _, name := range []string{"endpoint", "method", "timeout", "output_encoding", "input_headers", "mapping", "extra_config", "input_query_strings"} {
		for _, size := range [][2]int{{20, 5}, {56, 12}, {78, 18}} {
			f := open(name)
			f.SetSize(size[0], size[1])
			for _, k := range []string{"", "j", "n", "x", "enter", "esc", "G"} {
				f.Update(ui.Key{Name: k, Text: k})
				lines := f.View()
				if len(lines) != size[1] {
					t.Fatalf("%s has %d lines instead of %d", name, len(lines), size[1])
				}
				for _, l := range lines {
					if w := ansi.StringWidth(l); w != size[0] {
						t.Fatalf("%s: a line has %d cells instead of %d: %s", name, w, size[0], l)
					}
				}
			}
		}
	}
}

func TestWhatTheFileHasIsTold(t *testing.T) {
	for name, want := range map[string]string{"timeout": "the file has 5 here", "output_encoding": "the file has odd here"} {
		if frame := strings.Join(open(name).View(), "\n"); !strings.Contains(frame, want) {
			t.Errorf("%s does not say %q:\n%s", name, want, frame)
		}
	}
}

func TestFormsTellTheFindingOfTheirFieldAndOfferTheFix(t *testing.T) {
	fixable := diag.Finding{Rule: "a", Severity: diag.Error, Message: "it is wrong", Fixes: []diag.Fix{{Title: "mend it"}}}
	for name, field := range map[string]string{"line": "timeout", "choice": "output_encoding", "list": "input_headers", "raw": "extra_config"} {
		t.Run(name, func(t *testing.T) {
			plain, told := open(field).(Form), open(field).(Form)
			told.Concern(fixable)
			told.SetSize(70, 16)
			frame := strings.Join(told.View(), "\n")
			if !strings.Contains(frame, "E it is wrong") || !strings.Contains(frame, "fix [alt+f]: mend it") {
				t.Errorf("it is not told:\n%s", frame)
			}
			if s, ok := told.(ui.Sized); !ok || s.Lines(70) != plain.(ui.Sized).Lines(70)+2 {
				t.Error("there is no room for it")
			}
			for _, keys := range [][]string{{"alt+f"}, {"enter", "alt+f"}} {
				if name != "list" && len(keys) > 1 {
					continue // it is closed
				}
				if got, ok := press(told, keys...).(Mend); !ok || got.Finding.Rule != "a" {
					t.Errorf("after %q: %v", keys, got)
				}
			}
			if got := press(plain, "alt+f"); got != nil {
				t.Errorf("without a finding: %v", got)
			}
			fixless := open(field).(Form)
			fixless.Concern(diag.Finding{Severity: diag.Warning, Message: "hm"})
			fixless.SetSize(70, 16)
			if frame := strings.Join(fixless.View(), "\n"); !strings.Contains(frame, "W hm") || strings.Contains(frame, "alt+f") || press(fixless, "alt+f") != nil {
				t.Errorf("without a fix:\n%s", frame)
			}
		})
	}
}

func TestItemsOfALongListAreFound(t *testing.T) {
	var items []string
	for i := range 200 {
		items = append(items, fmt.Sprintf("%q", fmt.Sprintf("X-Header-%03d", i)))
	}
	svc := config.Parse("k.json", []byte(`{"endpoints": [{"endpoint": "/a", "input_headers": [`+strings.Join(items, ",")+`]}]}`)).Service()
	f := New(ui.NewTheme(false, false), field.At{Service: svc, Endpoint: svc.Endpoint(0)}, field.Find(fact.Endpoint, "input_headers"), "")
	f.SetSize(70, 16)
	cursor := func() string {
		for _, line := range f.View() {
			if _, rest, ok := strings.Cut(line, " > "); ok {
				return strings.Fields(rest)[0]
			}
		}
		return ""
	}
	for _, c := range []struct {
		keys   []string
		cursor string
	}{
		{[]string{"/", " r-15"}, "X-Header-150"},
		{[]string{"down", "tab"}, "X-Header-152"},
		{[]string{"up"}, "X-Header-151"},
		{[]string{"enter", "j"}, "X-Header-152"},
		{[]string{"/", " -007", "esc"}, "X-Header-152"},
		{[]string{"/", " 007", "enter", "enter", " x", "enter"}, "X-Header-007x"},
		{[]string{"/", " nothing of it"}, "X-Header-007x"},
		{[]string{"esc", "/", " header-1", "up"}, "X-Header-199"},
	} {
		press(f, c.keys...)
		if got := cursor(); got != c.cursor {
			t.Fatalf("after %q it is on %s, not %s:\n%s", c.keys, got, c.cursor, strings.Join(f.View(), "\n"))
		}
		for _, line := range f.View() {
			if ansi.StringWidth(line) != 70 || len(f.View()) != 16 {
				t.Fatalf("after %q the form has another size", c.keys)
			}
		}
	}
	if frame := strings.Join(f.View(), "\n"); !strings.Contains(frame, "100 of 200") {
		t.Errorf("it does not say how many there are:\n%s", frame)
	}
}

func TestTabKeepsTheValueAndGoesOn(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		field string
		keys  []string
		want  any // that is done first, nil for no step
		by    int
	}{
		"a line":            {"timeout", []string{" 2s", "tab"}, "2s", 1},
		"a wrong one":       {"timeout", []string{" 2 parsecs", "tab"}, nil, 0},
		"back":              {"timeout", []string{" 2s", "shift+tab"}, "2s", -1},
		"a choice":          {"output_encoding", []string{"down", "tab"}, "json", 1},
		"a choice left":     {"method", []string{"tab"}, Cancelled{}, 1},
		"a list":            {"input_headers", []string{"n", " D", "tab"}, "A D B C", 1},
		"an item half done": {"input_headers", []string{"n", "tab"}, "A B C", 1},
		"a list, back":      {"input_headers", []string{"shift+tab"}, "A B C", -1},
		"an item twice":     {"input_headers", []string{"n", " A", "tab"}, nil, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := open(c.field).(Form)
			if got := press(f, c.keys...); got != nil {
				if _, is := got.(Step); is {
					t.Errorf("it steps though there are no fields around it: %v", got)
				}
			}
			f = open(c.field).(Form)
			f.Among()
			got := press(f, c.keys...)
			step, ok := got.(Step)
			if !ok || c.want == nil {
				if ok || c.want != nil {
					t.Fatalf("got %#v", got)
				}
				return
			}
			var of any = step.Of
			if k, is := step.Of.(Kept); is {
				if of = k.Text; k.Items != nil {
					of = strings.Join(k.Items, " ")
				}
			}
			if of != c.want || step.By != c.by {
				t.Errorf("got %#v", step)
			}
		})
	}
}
