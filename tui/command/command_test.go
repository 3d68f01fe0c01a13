package command

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/tui/ui"
)

func open(past ...string) *Model {
	lines := []string{"goto ", "goto /a", "goto /b", "quit", "write"}
	m := New(ui.NewTheme(false, false), past, func(line string) []Offer {
		var offers []Offer
		for _, l := range lines {
			if strings.HasPrefix(l, line) && l != line {
				offers = append(offers, Offer{l, "about " + l})
			}
		}
		return offers
	})
	m.SetSize(60, 14)
	return m
}

func press(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		key := ui.Key{Name: k}
		if len(k) == 1 {
			key.Text = k
		}
		event = m.Update(key)
	}
	return event
}

func TestLinesAreRun(t *testing.T) {
	cases := map[string]struct {
		past []string
		keys []string
		want any
	}{
		"as typed":                       {nil, []string{"q", "enter"}, Run{"q"}},
		"nothing typed":                  {nil, []string{"enter"}, Closed{}},
		"taken":                          {nil, []string{"w", "tab", "enter"}, Run{"write"}},
		"chosen":                         {nil, []string{"down", "down", "down", "down", "enter"}, Run{"quit"}},
		"chosen and taken back":          {nil, []string{"q", "down", "up", "enter"}, Run{"q"}},
		"chosen, but wants to know more": {nil, []string{"g", "down", "enter"}, nil},
		"more is given":                  {nil, []string{"g", "tab", "tab", "enter"}, Run{"goto /a"}},
		"an earlier one":                 {[]string{"first", "second"}, []string{"up", "up", "enter"}, Run{"first"}},
		"later again":                    {[]string{"first", "second"}, []string{"up", "up", "down", "enter"}, Run{"second"}},
		"back to none":                   {[]string{"first"}, []string{"up", "down", "enter"}, Closed{}},
		"no earlier one":                 {[]string{"first"}, []string{"up", "up", "up", "enter"}, Run{"first"}},
		"closed":                         {nil, []string{"q", "esc"}, Closed{}},
		"deleted too far":                {nil, []string{"q", "backspace", "backspace"}, Closed{}},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if got := press(open(c.past...), c.keys...); got != c.want {
				t.Errorf("got %#v, want %#v", got, c.want)
			}
		})
	}
}

func TestTheCommandLineFillsItsRoom(t *testing.T) {
	for _, size := range [][2]int{{20, 6}, {56, 14}, {78, 14}} {
		m := open("an earlier one")
		m.SetSize(size[0], size[1])
		for _, k := range []string{"", "g", "down", "down", "up", "tab", "up", "x"} {
			press(m, k)
			lines := m.View()
			if len(lines) != size[1] {
				t.Fatalf("%v: %d lines", size, len(lines))
			}
			for _, l := range lines {
				if ansi.StringWidth(l) != size[0] {
					t.Fatalf("%v: a line has %d cells: %s", size, ansi.StringWidth(l), l)
				}
			}
		}
	}
}

func TestClickChoosesTheOfferThatIsDrawnThere(t *testing.T) {
	m := open()
	m.Update(ui.Click{X: 4, Y: 6})
	if got := press(m, "enter"); got != (Run{"quit"}) {
		t.Errorf("got %#v:\n%s", got, strings.Join(m.View(), "\n"))
	}
}
