package tui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/journal"
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
	t.Run("a single one", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		open := func() *driver {
			return newDriver(t, shop(t), 160, 30, func(o *Options) {
				o.Path, o.Journal = filepath.Join(dir, "krakend.json"), filepath.Join(dir, "journal")
			})
		}
		open().press("D")
		open().sees("with an edit (", "that was not saved")
	})
	t.Run("restored", func(t *testing.T) {
		open, edited := setup(t)
		d := open().sees("Unsaved edits found", "3 edits", "Nothing tells why").press("enter")
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
	t.Run("looked at first", func(t *testing.T) {
		open, edited := setup(t)
		d := open().press("d").sees("Unsaved edits of").press("esc").sees("Unsaved edits found")
		if d.press("d", "enter"); d.text() != edited || len(d.m.overlays) > 0 {
			t.Errorf("restoring what was looked at leaves\n%s", d.frame())
		}
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
		d.m.hasEnded(causeOfSignal(syscall.SIGHUP))
		open().sees("Unsaved edits found", "an edit (delete GET /v1/products)", "Its terminal was closed.")
	})
}

func TestWhyAnEditorEndsIsKept(t *testing.T) {
	t.Parallel()
	signalled, cancel := context.WithCancelCause(context.Background())
	cancel(&SignalError{syscall.SIGTERM})
	called, off := context.WithCancel(context.Background())
	off()
	for name, tt := range map[string]struct {
		ctx  context.Context
		err  error
		want journal.Cause
	}{
		"left":         {context.Background(), nil, ""},
		"a signal":     {signalled, tea.ErrProgramKilled, journal.Terminated},
		"its caller":   {called, tea.ErrProgramKilled, journal.CalledOff},
		"a panic":      {context.Background(), fmt.Errorf("%w: %w", tea.ErrProgramKilled, tea.ErrProgramPanic), journal.Crashed},
		"the input":    {context.Background(), io.EOF, journal.Closed},
		"the terminal": {context.Background(), errors.New("could not open a new TTY"), journal.Failed},
	} {
		if got := causeOf(tt.ctx, tt.err); got != tt.want {
			t.Errorf("%s: got %q, want %q", name, got, tt.want)
		}
	}
	if got := causeOfSignal(os.Interrupt); got != journal.Interrupted {
		t.Errorf("an interrupt is %q", got)
	}
	d := newDriver(t, shop(t), 100, 30, func(o *Options) { o.Journal = t.TempDir() }).press("d")
	ended := func() journal.Cause {
		j, err := journal.Read(d.m.opts.Journal, d.m.opts.Path)
		if err != nil || j == nil {
			t.Fatalf("got %v, %v", j, err)
		}
		return j.Ended
	}
	if d.m.hasEnded(""); ended() != "" {
		t.Errorf("an editor that was left has ended: %q", ended())
	}
	if d.m.hasEnded(journal.Crashed); ended() != journal.Crashed {
		t.Errorf("got %q", ended())
	}
	if d.press("d"); ended() != "" {
		t.Errorf("an editor that goes on has ended: %q", ended())
	}
}

func TestTheOfferToRestoreSaysHowLongAgoTheEditorWasStopped(t *testing.T) {
	t.Parallel()
	for want, d := range map[string]time.Duration{
		"a moment ago": -time.Hour, "2 minutes ago": 2*time.Minute + time.Second, "119 minutes ago": 2*time.Hour - time.Second,
		"2 hours ago": 2 * time.Hour, "47 hours ago": 48*time.Hour - time.Second, "2 days ago": 71 * time.Hour, "400 days ago": 400 * 24 * time.Hour,
	} {
		if got := ago(d); got != want {
			t.Errorf("%v is %s, want %s", d, got, want)
		}
	}
	d := newDriver(t, shop(t), 120, 30)
	d.m.opts.Journal = t.TempDir()
	if err := journal.Write(d.m.opts.Journal, d.m.opts.Path, string(shop(t)), "{}", []string{"set name"}); err != nil {
		t.Fatal(err)
	}
	d.m.now = func() time.Time { return time.Now().Add(5 * time.Hour) }
	d.m.offerJournal()
	d.sees("hours ago with an edit (set name)")
}
