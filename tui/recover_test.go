package tui

import (
	"os"
	"path/filepath"
	"testing"
)

func TestT11UnsavedEditsAreOfferedAfterACrash(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T) (open func() *driver, edited string) {
		dir := t.TempDir()
		path := filepath.Join(dir, "krakend.json")
		if err := os.WriteFile(path, shop(t), 0o600); err != nil {
			t.Fatal(err)
		}
		open = func() *driver {
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			return newDriver(t, data, 100, 30, func(o *Options) { o.Path, o.Journal = path, filepath.Join(dir, "journal") })
		}
		d := open().press("D", "d", "d") // and then the power goes
		return open, d.text()
	}
	t.Run("nothing in a new file", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		open := func() *driver {
			return newDriver(t, nil, 100, 30, func(o *Options) {
				o.Path, o.Journal = filepath.Join(dir, "krakend.json"), filepath.Join(dir, "journal")
			})
		}
		open().press("j", "?", "esc")
		if d := open(); len(d.m.overlays) > 0 {
			t.Error("what nobody has edited is offered")
		} else {
			d.press("n", "/", "a", "enter")
		}
		open().sees("Unsaved edits found")
	})
	t.Run("restored", func(t *testing.T) {
		open, edited := setup(t)
		d := open().sees("Unsaved edits found", "3 edits").press("enter")
		if d.text() != edited || !d.m.draft.Dirty() {
			t.Fatalf("restoring gives\n%s", d.text())
		}
		if d.press("u"); d.text() != string(shop(t)) {
			t.Error("restoring cannot be taken back")
		}
	})
	t.Run("thrown away", func(t *testing.T) {
		open, _ := setup(t)
		open().press("x")
		if d := open(); len(d.m.overlays) > 0 {
			t.Error("it is offered again")
		}
	})
	t.Run("left for later", func(t *testing.T) {
		open, _ := setup(t)
		d := open().press("esc", "q")
		d.m.stop()
		open().sees("Unsaved edits found")
	})
	t.Run("saved", func(t *testing.T) {
		open, edited := setup(t)
		open().press("enter", "ctrl+s", "enter", "q")
		if d := open(); len(d.m.overlays) > 0 || d.text() != edited {
			t.Error("it is offered again, or was not saved")
		}
	})
	t.Run("discarded", func(t *testing.T) {
		open, _ := setup(t)
		open().press("enter", "q", "d")
		if d := open(); len(d.m.overlays) > 0 {
			t.Error("it is offered again")
		}
	})
	t.Run("the file has changed", func(t *testing.T) {
		open, _ := setup(t)
		d := open()
		if err := os.WriteFile(d.m.opts.Path, []byte("{}"), 0o600); err != nil {
			t.Fatal(err)
		}
		open().sees("they no longer fit").press("enter")
		if d := open(); len(d.m.overlays) > 0 || d.text() != "{}" {
			t.Error("it is offered again, or the draft is another")
		}
	})
	t.Run("stopped by a signal", func(t *testing.T) {
		open, _ := setup(t)
		d := open().press("x")
		_, _ = d.m.Update(keyMsg("d")) // no check runs any more
		d.m.stop()
		open().sees("Unsaved edits found", "an edit (delete GET /v1/products)")
	})
}
