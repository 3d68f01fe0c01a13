package tui

import (
	"strings"
	"testing"
)

func TestTheOperationIsShownInItsDocument(t *testing.T) {
	t.Parallel()
	documents := products(t)
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.Services = documents })
	d.press("o").sees("products.yaml:7", "(GET /api/products)", "summary: all products")
	marked := ""
	for _, line := range strings.Split(d.frame(), "\n") {
		if strings.Contains(line, ">") && strings.Contains(line, "get:") {
			marked = line
		}
	}
	if marked == "" {
		t.Errorf("nothing points to the operation:\n%s", d.frame())
	}
	before := d.text()
	d.press("/", " Product", "enter", "esc")
	if len(d.m.overlays) != 0 || d.text() != before {
		t.Error("a dialog is open, or the draft has changed")
	}
	d.press("2", "]", "]", "o").sees("no document describes").press("1", "g", "o").sees("no document describes the service")
	newDriver(t, shop(t), 120, 30).press("o").sees("--spec FILE names one")
}

func TestTheFindingsOwnBackendIsShown(t *testing.T) {
	t.Parallel()
	documents := products(t)
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.Services = documents }).press("3")
	for range d.m.found {
		f, _ := d.m.findings.Current()
		d.press("o")
		if strings.HasPrefix(f.Pointer, "/endpoints/0/backend/0") && len(d.m.overlays) != 1 {
			t.Errorf("%s at %s opens nothing:\n%s", f.Rule, f.Pointer, d.frame())
		}
		d.m.shut()
		d.press("j")
	}
}

func TestPanesGetBiggerAndSmaller(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{120, 30}, {80, 50}, {90, 30}, {200, 60}} {
		d := newDriver(t, shop(t), size[0], size[1])
		for p := range panes {
			d.m.setFocus(p)
			before := d.m.areas[p]
			d.press("=", "=")
			if bigger := d.m.areas[p]; bigger.width*bigger.height <= before.width*before.height && size[0] > 90 {
				t.Errorf("%v: pane %d has %v, had %v", size, p, bigger, before)
			}
			for range 60 {
				d.press("=")
			}
			if fault := frameFault(d.frame(), size[0], size[1]); fault != "" {
				t.Fatalf("%v: %s", size, fault)
			}
			for range 120 {
				d.press("-")
			}
			d.sees("cannot have another size")
			if fault := frameFault(d.frame(), size[0], size[1]); fault != "" {
				t.Fatalf("%v: %s", size, fault)
			}
			for _, a := range d.m.areas {
				if a.width > 0 && (a.width < 20 || a.height < 4) {
					t.Errorf("%v: a pane is left with %v", size, a)
				}
			}
			d.m.bias = [panes]int{}
			if d.m.layout(); d.m.areas[p] != before {
				t.Errorf("%v: pane %d has %v, had %v", size, p, d.m.areas[p], before)
			}
		}
		d.press("z", "=").sees("cannot have another size")
	}
}
