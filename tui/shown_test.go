package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/ui"
)

// universe are the keys that a terminal has.
func universe() []string {
	keys := []string{"enter", "esc", "tab", "shift+tab", "space", "up", "down", "left", "right", "home", "end", "pgup", "pgdown", "delete", "backspace", "shift+up", "shift+down", "f1"}
	for r := '!'; r <= '~'; r++ {
		keys = append(keys, string(r))
	}
	for r := 'a'; r <= 'z'; r++ {
		if r != 'i' && r != 'm' && r != 'h' { // those are tab, enter and backspace
			keys = append(keys, "ctrl+"+string(r))
		}
	}
	return keys
}

// raw presses a key by its name.
func (d *driver) raw(name string) {
	k := ui.Key{Name: name}
	if len(name) == 1 {
		k.Text = name
	} else if name == "space" {
		k.Text = " "
	}
	d.run(d.m.key(k))
}

// lineKeys edit a line of text, the same everywhere; the documentation lists them
// once, the help does not.
var lineKeys = []string{"left", "right", "home", "end", "ctrl+a", "ctrl+e", "ctrl+b", "ctrl+f", "ctrl+d", "ctrl+k", "ctrl+u", "ctrl+w", "ctrl+z", "backspace", "delete", "space"}

func TestT21EveryKeyThatWorksIsShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		text bool // letters are typed
		keys []string
	}{
		{"endpoints", false, []string{"j"}},
		{"endpoints filtered", true, []string{"/"}},
		{"fields", false, []string{"2", "j", "j"}},
		{"findings", false, []string{"3", "j"}},
		{"a line", true, []string{"2", "enter"}},
		{"a line with proposals", true, []string{"2", "]", "j", "enter", "ctrl+u"}},
		{"a choice", true, []string{"2", "j", "enter"}},
		{"a list", false, []string{"2", "j", "j", "j", "j", "enter", "n", " a", "enter", " b", "enter", "esc", "k"}},
		{"an item that is sought", true, []string{"2", "j", "j", "j", "j", "enter", "/", " p"}},
		{"an item", true, []string{"2", "j", "j", "j", "j", "enter", "n", " a"}},
		{"a question", false, []string{"D", "q"}},
		{"try it", true, []string{"j", "t"}},
		{"an answer", false, []string{"j", "t", "ctrl+r", "tab", "tab"}},
		{"a rule", false, []string{"3", "j", "e"}},
		{"the map", false, []string{"m", "j"}},
		{"the import", false, []string{"I", " products.yaml", "enter", "j"}},
		{"saving", false, []string{"D", "ctrl+s"}},
		{"a page", false, []string{"p"}},
		{"the log", false, []string{"D", "@"}},
		{"help", true, []string{"?"}},
		{"the command line", true, []string{":"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := func() *driver { return newDriver(t, shop(t), 120, 30, everything(t)).press(c.keys...) }
			d := at()
			shown := d.m.keysHere()
			if c.text || len(d.m.overlays) > 0 {
				shown = append(shown, keyReveal, keyDialog)
			}
			before, text := d.frame(), d.text()
			for _, k := range universe() {
				listed := slices.ContainsFunc(shown, func(b ui.Binding) bool { return slices.Contains(b.Keys, k) })
				if listed || c.text && (len(k) == 1 || slices.Contains(lineKeys, k)) || k == "ctrl+c" {
					continue
				}
				d.raw(k)
				if d.frame() != before || d.text() != text || d.quit {
					t.Errorf("%s does something and is not shown:\n%s\nbefore\n%s", k, d.frame(), before)
					d = at()
					before = d.frame()
				}
			}
		})
	}
}

// TestT21EveryKeyThatIsShownWorks presses every key that is listed for a place,
// in a state where it has something to do.
func TestT21EveryKeyThatIsShownWorks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		keys []string
		// idle are keys that do nothing that is seen: what they are for happens
		// outside of the screen.
		idle []string
	}{
		{"endpoints", []string{"j", "space", "j", "/", " v1", "enter", "D", "D", "k", "k", "u"}, []string{"ctrl+z", "E", "ctrl+e"}},
		{"fields", []string{"D", "D", "u", "2", "]", "D", "j", "j", "j", "j", "space"}, []string{"ctrl+z", "E", "ctrl+e"}},
		{"findings", []string{"D", "D", "u", "3", "j"}, []string{"ctrl+z", "E", "ctrl+e"}},
		{"a choice", []string{"2", "j", "enter", "down"}, nil},
		{"a list", []string{"2", "j", "j", "j", "j", "enter", "n", " a", "enter", " b", "enter", " c", "enter", "esc", "g", "j"}, nil},
		{"an answer", []string{"j", "t", "ctrl+r", "tab", "j"}, []string{"ctrl+r", "ctrl+s", "alt+o", "o"}},
		{"a rule", []string{"3", "j", "e", "/", " i", "enter"}, []string{"n", "N"}},
		{"the map", []string{"m", "j"}, nil},
		{"the import", []string{"I", " products.yaml", "enter", "space", "j"}, nil},
		{"saving", []string{"D", "j", "j", "D", "ctrl+s", "tab"}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			at := func() *driver {
				d := newDriver(t, shop(t), 120, 24, everything(t)).press(c.keys...)
				return d
			}
			d := at()
			before, text := d.frame(), d.text()
			for _, b := range d.m.keysHere() {
				for _, k := range b.Keys {
					if slices.Contains(c.idle, k) || b.Group == ui.GroupMove || len(k) > 1 && strings.Contains(k, "-") {
						continue
					}
					if d.raw(k); d.frame() == before && d.text() == text && !d.quit {
						t.Errorf("%s is shown (%s) and does nothing:\n%s", k, b.Long, before)
					}
					d = at()
					before = d.frame()
				}
			}
		})
	}
}

// TestTheBarNamesEachKeyOnce holds for the editor's own keys that a pane uses for
// something else: their actions stay on the command line.
func TestTheBarNamesEachKeyOnce(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 200, 60, everything(t)).press("3").sees("t prove")
	if strings.Contains(d.frame(), "t try") {
		t.Errorf("t is named twice:\n%s", d.frame())
	}
	d.press("?").sees("prove it")
	if strings.Contains(d.frame(), keyTry.Long) || strings.Contains(d.frame(), keyExplain.Long) {
		t.Errorf("the help has keys that do something else here:\n%s", d.frame())
	}
	d.press("esc", ":", " explain", "enter").sees("Proof")
	d.press("esc", ":", " try", "enter").sees("Try ", "not sent yet")
}
