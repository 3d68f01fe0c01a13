package tui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/tui/ui"
)

// TestEveryLabelLeadsToItsRow jumps to every row of every pane and must land on
// the one that is drawn there.
func TestEveryLabelLeadsToItsRow(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 30}, {200, 60}} {
		d := newDriver(t, shop(t), size[0], size[1], everything(t))
		d.press("ctrl+o").sees("go to the row with the letter")
		spots := slices.Clone(d.m.jumps.spots)
		if len(spots) < 4 {
			t.Fatalf("%v: %d labels", size, len(spots))
		}
		d.press("esc")
		for _, s := range spots {
			row := strings.Split(ansi.Strip(d.frame()), "\n")[d.m.areas[s.pane].y+s.y]
			d.press("ctrl+o", " "+s.label)
			if d.m.jumps.on || d.m.focus != s.pane {
				t.Errorf("%v: %q leads to pane %d, not %d", size, s.label, d.m.focus, s.pane)
			}
			at := d.m.areas[s.pane]
			now := strings.Split(ansi.Strip(d.frame()), "\n")[at.y+s.y]
			if cells := []rune(now); s.pane == paneList && cells[at.x+1] != '>' {
				t.Errorf("%v: %q does not lead to %q", size, s.label, row)
			}
			d.press("esc", "esc", "1", "g", "j")
		}
	}
}

func TestLabelsAreNoStartOfOthers(t *testing.T) {
	for n := range 700 {
		labels := jumpLabels(n)
		if want := min(n, 26*26); len(labels) != want {
			t.Fatalf("%d labels, want %d", len(labels), want)
		}
		seen := map[string]bool{}
		for _, l := range labels {
			if seen[l] || len(l) == 2 && seen[l[:1]] {
				t.Fatalf("of %d labels %q is not alone", n, l)
			}
			seen[l] = true
		}
	}
}

func TestJumpingChangesNothing(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, everything(t))
	for _, k := range []string{"esc", "enter", "1", "Z", "ctrl+c", "space"} {
		if d.press("ctrl+o", k); d.m.jumps.on || d.quit || d.text() != string(shop(t)) {
			t.Errorf("%s: jumping %v, quit %v", k, d.m.jumps.on, d.quit)
		}
	}
	// Labels of two letters take two keys.
	d = newDriver(t, many(100), 120, 60)
	d.press("ctrl+o", "m")
	if !d.m.jumps.on || d.m.jumpKey(ui.Key{Name: "a", Text: "a"}) != nil || d.m.jumps.on {
		t.Errorf("after two letters: %+v", d.m.jumps)
	}
}
