package tui

import (
	"fmt"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

func click(x, y int) tea.MouseMsg {
	return tea.MouseMsg{X: x, Y: y, Button: tea.MouseButtonLeft, Action: tea.MouseActionPress}
}

// TestT18AClickGoesToWhatIsDrawnThere clicks on every cell of the screen: the
// pane whose frame is drawn there gets the focus, and a click on an endpoint's
// row chooses that endpoint.
func TestT18AClickGoesToWhatIsDrawnThere(t *testing.T) {
	t.Parallel()
	titles := map[pane]string{paneList: "1 Endpoints", paneDetail: "2 ", paneFindings: "3 Findings"}
	for _, size := range [][2]int{{60, 16}, {60, 24}, {80, 24}, {80, 50}, {100, 24}, {120, 30}, {200, 40}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			d := newDriver(t, shop(t), size[0], size[1])
			for y := range size[1] {
				for x := 0; x < size[0]; x += 3 {
					if x == d.m.areas[paneList].width-2 {
						continue // the signs of findings lead elsewhere
					}
					frame := strings.Split(ansi.Strip(d.frame()), "\n")
					before := d.m.focus
					row := ansi.Cut(frame[y], x, size[0])
					d.send(click(x, y))
					if y == 0 || y == size[1]-1 {
						if d.m.focus != before {
							t.Fatalf("%d,%d: a bar takes the focus", x, y)
						}
						continue
					}
					top := y // the line of the frame that is drawn there
					for !strings.Contains(ansi.Cut(frame[top], 0, x+1), "┌") {
						top--
					}
					head := ansi.Cut(frame[top], 0, x+1)
					title := head[strings.LastIndex(head, "┌"):] + ansi.Cut(frame[top], x+1, size[0])
					if strings.HasPrefix(title, "┌─ Text of") {
						if d.m.focus != paneDetail && d.m.focus != before {
							t.Fatalf("%d,%d: the text leads to %q", x, y, titles[d.m.focus])
						}
						continue // it has a test of its own
					}
					if !strings.Contains(title, titles[d.m.focus]) {
						t.Fatalf("%d,%d: %q has the focus under %q", x, y, titles[d.m.focus], frame[top])
					}
					if d.m.focus == paneList && strings.Contains(ansi.Cut(frame[y], 0, x+1), "GET    /v1/products ") && d.m.list.Index() != 0 {
						t.Fatalf("%d,%d: a click on %q chooses endpoint %d", x, y, row, d.m.list.Index())
					}
				}
			}
		})
	}
}

// TestT18AClickInADialogStaysThere clicks all over a dialog: what lies under it
// does not get the click.
func TestT18AClickInADialogStaysThere(t *testing.T) {
	t.Parallel()
	for _, keys := range [][]string{{"2", "j", "enter"}, {"2", "enter"}, {"?"}, {"m"}, {"I", " products.yaml", "enter"}, {"D", "ctrl+s"}} {
		d := newDriver(t, shop(t), 120, 30, loading).press(keys...)
		focus, index, text := d.m.focus, d.m.list.Index(), d.text()
		for y := range 30 {
			for x := 0; x < 120 && len(d.m.overlays) > 0; x += 7 {
				d.send(click(x, y))
				if d.quit || d.text() != text || len(d.m.overlays) > 0 && (d.m.focus != focus || d.m.list.Index() != index) {
					t.Fatalf("after %q a click at %d,%d goes through the dialog", keys, x, y)
				}
				if fault := frameFault(d.frame(), 120, 30); fault != "" {
					t.Fatal(fault)
				}
			}
		}
	}
}

func TestT18ADoubleClickOpens(t *testing.T) {
	t.Parallel()
	var now time.Time
	d := newDriver(t, shop(t), 120, 30)
	d.m.now = func() time.Time { return now.Add(time.Hour) }
	at := func(x, y int, after time.Duration) {
		now = now.Add(after)
		d.send(click(x, y))
	}
	at(5, 4, 0)
	at(5, 4, time.Second)
	if d.m.focus != paneList {
		t.Fatal("two slow clicks open")
	}
	at(5, 4, 100*time.Millisecond)
	if d.m.focus != paneDetail || d.m.list.Index() != 1 {
		t.Fatalf("a double click goes to pane %d, endpoint %d", d.m.focus, d.m.list.Index())
	}
	at(50, 3, 100*time.Millisecond)
	at(50, 3, 100*time.Millisecond)
	d.sees("method of GET /v1/products/{id}")
	at(5, 4, 100*time.Millisecond)
	at(50, 4, 100*time.Millisecond)
	d.sees("method of GET /v1/products/{id}")
}

func TestT18ASignOfFindingsLeadsToTheWorstOfThem(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{60, 16}, {80, 24}, {120, 30}} {
		d := newDriver(t, shop(t), size[0], size[1])
		signs := 0
		for y := range size[1] {
			d.m.setFocus(paneList)
			line := strings.Split(ansi.Strip(d.frame()), "\n")[y]
			x := d.m.areas[paneList].width - 2
			cell := ansi.Cut(line, x, x+1)
			d.send(click(x, y))
			if !strings.Contains("EWI", cell) || y == 0 {
				continue
			}
			signs++
			f, ok := d.m.findings.Current()
			if !ok || d.m.focus != paneFindings || draft.EndpointOf(f.Pointer) != d.m.list.Index() || ui.Sign(f.Severity) != cell {
				t.Errorf("%v: the sign %s in line %d leads to %v", size, cell, y, f)
			}
		}
		if signs != 3 {
			t.Errorf("%v: there are %d signs", size, signs)
		}
	}
}
