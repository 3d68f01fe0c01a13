package clash

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

func open() *Model {
	m := New(ui.NewTheme(false, false), "krakend.json", []draft.Clash{
		{Line: 3, Base: "  \"timeout\": \"3s\",\n", Mine: "  \"timeout\": \"2s\",\n", Theirs: "  \"timeout\": \"5s\",\n"},
		{Line: 9, Base: "", Mine: "  \"client_secret\": \"hunter2\"\n", Theirs: "  \"b\": 1,\n  \"c\": 2\n"},
		{Line: 20, Base: "x\n", Mine: "", Theirs: strings.Repeat("long\n", 40)},
	}, "value")
	m.SetSize(80, 20)
	return m
}

func press(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		event = m.Update(ui.Key{Name: k, Text: k})
	}
	return event
}

func TestEachPlaceHasItsSide(t *testing.T) {
	mine, theirs := draft.Pick{Side: draft.Mine}, draft.Pick{Side: draft.Theirs}
	cases := map[string]struct {
		keys []string
		want any
	}{
		"yours at first":  {nil, Picked{"value", []draft.Pick{mine, mine, mine}}},
		"turned":          {[]string{"j", "space"}, Picked{"value", []draft.Pick{mine, theirs, mine}}},
		"turned twice":    {[]string{"space", "space"}, Picked{"value", []draft.Pick{mine, mine, mine}}},
		"picked in a row": {[]string{"t", "y", "t"}, Picked{"value", []draft.Pick{theirs, mine, theirs}}},
		"all":             {[]string{"G", "space", "*"}, Picked{"value", []draft.Pick{theirs, theirs, theirs}}},
		"past the end":    {[]string{"t", "t", "t", "t", "y"}, Picked{"value", []draft.Pick{theirs, theirs, mine}}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			m := open()
			press(m, c.keys...)
			if diff := cmp.Diff(c.want, press(m, "enter")); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := press(open(), "t", "esc"); got != (Cancelled{}) {
		t.Errorf("got %v", got)
	}
}

func TestBothSidesAreShown(t *testing.T) {
	m := open()
	frame := strings.Join(m.View(), "\n")
	for _, want := range []string{`>line 3`, `    was      "timeout": "3s"`, `(x) yours    "timeout": "2s"`, `( ) theirs   "timeout": "5s"`, "(nothing)", "(1 of 3)"} {
		if !strings.Contains(frame, want) {
			t.Errorf("there is no %q in\n%s", want, frame)
		}
	}
	if strings.Contains(frame, "hunter2") {
		t.Errorf("a secret is shown:\n%s", frame)
	}
}

func TestThePlaceAtHandIsSeenInEverySize(t *testing.T) {
	for _, size := range [][2]int{{20, 6}, {56, 12}, {116, 26}} {
		m := open()
		m.SetSize(size[0], size[1])
		for _, k := range []string{"j", "j", "k", "G", "g", "t", "t", "y"} {
			press(m, k)
			lines := m.View()
			if len(lines) != size[1] {
				t.Fatalf("%v: %d lines", size, len(lines))
			}
			seen := false
			for _, l := range lines {
				seen = seen || strings.Contains(l, fmt.Sprintf(">line %d", m.places[m.cursor].Line))
				if ansi.StringWidth(l) != size[0] {
					t.Fatalf("%v: a line has %d cells: %s", size, ansi.StringWidth(l), l)
				}
			}
			if !seen {
				t.Errorf("%v: after %s the place at hand is not seen:\n%s", size, k, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestClickPicksTheSideThatIsDrawnThere(t *testing.T) {
	m := open()
	for y, l := range m.View() {
		if strings.Contains(l, "( ) theirs") {
			m.Update(ui.Click{X: 5, Y: y})
			break
		}
	}
	if got := press(m, "enter").(Picked).Picks[0].Side; got != draft.Theirs {
		t.Errorf("got %d", got)
	}
}

func TestAnotherValueIsTypedWhereThatCanBe(t *testing.T) {
	m := New(ui.NewTheme(false, false), "krakend.json", []draft.Clash{
		{Place: "GET /a, timeout", Key: "timeout", Line: 3, Base: `"timeout": "3s"`, Mine: `"timeout": "2s"`, Theirs: `"timeout": "5s"`},
		{Place: "GET /b", Line: 9, Base: "{}", Theirs: `{"a": 1}`},
	}, "value")
	m.SetSize(80, 20)
	if got, ok := press(m, "e").(Type); !ok || got.Place.Key != "timeout" {
		t.Fatalf("got %v", got)
	}
	m.SetText(`"4s"`)
	if got := press(m, "e"); got != nil {
		t.Errorf("a place without a field takes a value: %v", got)
	}
	if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, " GET /a, timeout (line 3) ") || !strings.Contains(frame, `(x) other  "timeout": "4s"`) {
		t.Errorf("got\n%s", frame)
	}
	want := Picked{"value", []draft.Pick{{Side: draft.Other, Text: `"4s"`}, {Side: draft.Mine}}}
	if diff := cmp.Diff(any(want), press(m, "enter")); diff != "" {
		t.Error(diff)
	}
	if press(m, "k", "space"); m.picks[0].Side != draft.Mine {
		t.Errorf("turning another value gives %v", m.picks[0])
	}
}
