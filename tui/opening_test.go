package tui

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/journal"
)

// beside writes another configuration next to the one that is edited.
func (d *driver) beside(name, text string) string {
	d.Helper()
	path := filepath.Join(filepath.Dir(d.m.opts.Path), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		d.Fatal(err)
	}
	return path
}

func TestAnotherFileIsOpened(t *testing.T) {
	t.Parallel()
	const text = `{"version": 3, "endpoints": [{"endpoint": "/other", "backend": [{"host": ["http://o"], "url_pattern": "/"}]}]}`
	open := func(t *testing.T, change ...func(*Options)) (*driver, string) {
		d := newDriver(t, shop(t), 120, 30, change...)
		return d, d.beside("other.json", text)
	}
	t.Run("with nothing to save", func(t *testing.T) {
		d, path := open(t)
		d.press(":", " e "+path, "enter").sees("opened "+path, "/other")
		if d.m.opts.Path != path || d.m.draft.Dirty() || d.m.of != d.m.draft.Doc() {
			t.Errorf("the editor has %s, dirty %v", d.m.opts.Path, d.m.draft.Dirty())
		}
		if d.press("u").sees("nothing to take back"); d.text() != text {
			t.Errorf("the draft is %s", d.text())
		}
	})
	t.Run("the other is proposed", func(t *testing.T) {
		d, path := open(t)
		if d.press(":", " e other", "tab", "enter"); d.m.opts.Path != path {
			t.Errorf("open is %s", d.m.opts.Path)
		}
	})
	t.Run("after a question", func(t *testing.T) {
		d, path := open(t)
		d.press("D", ":", " e "+path, "enter").sees("krakend.json has a change that is not saved", "[s] save, and open the other").press("esc")
		if d.m.opts.Path == path {
			t.Fatal("esc opens it all the same")
		}
		first := d.m.opts.Path
		d.press(":", " e "+path, "enter", "s").sees("opened " + path)
		if saved, err := os.ReadFile(first); err != nil || strings.Count(string(saved), `"/v1/products"`) < 2 {
			t.Errorf("the first file was not saved: %v", err)
		}
		d.press(":", " e "+first, "enter").sees("/v1/products")
	})
	t.Run("throwing away", func(t *testing.T) {
		d, path := open(t)
		first := d.m.opts.Path
		d.press("D", ":", " e! "+path, "enter").sees("opened " + path)
		if data, err := os.ReadFile(first); err != nil || string(data) != string(shop(t)) {
			t.Errorf("the first file has changed: %v", err)
		}
	})
	t.Run("that cannot be read", func(t *testing.T) {
		d, _ := open(t)
		d.press("D", ":", " e! "+filepath.Join(t.TempDir(), "no", "such.json"), "enter").sees("no such file")
		if !d.m.draft.Dirty() || d.m.lost {
			t.Error("the edits are lost")
		}
		d.press(":", " e "+t.TempDir(), "enter", "d").sees("is a directory")
		d.press(":", " e! "+os.DevNull, "enter").sees("no regular file")
	})
	t.Run("that is new", func(t *testing.T) {
		d, _ := open(t)
		path := filepath.Join(t.TempDir(), "new.json")
		d.press(":", " e "+path, "enter").sees("no endpoints yet").press(":", " w!", "enter")
		if data, err := os.ReadFile(path); err != nil || config.Parse(path, data).Broken() {
			t.Errorf("got %v %s", err, data)
		}
	})
	t.Run("with its own options", func(t *testing.T) {
		d, path := open(t, func(o *Options) {
			o.Open = func(_ context.Context, path string) (Options, error) {
				if strings.HasSuffix(path, "other.json") {
					return Options{Path: path, Data: []byte(text), ReadOnly: true, NoColor: true}, nil
				}
				return Options{}, errors.New("not that one")
			}
		})
		d.press(":", " e third.json", "enter").sees("not that one").press(":", " e "+path, "enter").sees("[read only]")
	})
}

func TestWhatWasAskedOfAFileIsOfNoUseForTheNext(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	path := d.beside("other.json", `{"version": 3}`)
	d.m.interval = time.Nanosecond
	watch, reload := d.m.watch(), d.m.reload()
	if err := os.WriteFile(d.m.opts.Path, []byte(`{"name": "changed"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	d.m.interval = 0
	d.press(":", " e "+path, "enter")
	d.send(watch())
	d.send(reload())
	if d.text() != `{"version": 3}` {
		t.Errorf("the draft is %s", d.text())
	}
}

func TestAnotherFileIsClaimedAndTheFirstFree(t *testing.T) {
	t.Parallel()
	state := t.TempDir()
	d := newDriver(t, shop(t), 120, 30, func(o *Options) { o.Journal = state })
	first := d.m.opts.Path
	_, d.m.unlock = claim(d.m.opts)
	path := d.beside("other.json", `{"version": 3}`)
	d.press(":", " e "+path, "enter")
	if release, err := journal.Lock(state, first); err != nil {
		t.Errorf("the first file is still claimed: %v", err)
	} else {
		release()
	}
	if _, err := journal.Lock(state, path); !errors.Is(err, journal.ErrLocked) {
		t.Errorf("the other file is not claimed: %v", err)
	}
	d.m.unlock()
}
