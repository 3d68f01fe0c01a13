package tui

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
)

func TestSaveShowsTheDiffAndWritesTheDraft(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	d.press("enter", "j", "j", "j", "enter", " 2s", "enter")
	d.sees("*1")
	d.press("ctrl+s").sees("+2 -1 lines", `"timeout": "2s"`)
	if d.onDisk() != string(shop(t)) {
		t.Fatal("the file changed before the question was answered")
	}
	d.press("esc")
	if d.onDisk() != string(shop(t)) {
		t.Fatal("the file changed though saving was called off")
	}
	d.press("ctrl+s", "enter").sees("saved")
	if d.onDisk() != d.text() || d.m.draft.Dirty() {
		t.Error("the file is not the draft")
	}
	d.press("u").sees("krakend.json * ")
	if !d.m.draft.Dirty() {
		t.Error("undo after saving makes no change to save")
	}
	if d.press("q"); d.quit {
		t.Error("it quits without asking")
	}
}

func TestSavingAtOnceAsksOnlyWhereItMakesTheFileWorse(t *testing.T) {
	t.Parallel()
	atOnce := func(o *Options) { o.SaveAtOnce = true }
	d := newDriver(t, shop(t), 120, 40, atOnce).press("d", "ctrl+s").sees("saved krakend.json")
	if d.onDisk() != d.text() || d.onDisk() == string(shop(t)) || len(d.m.overlays) > 0 {
		t.Error("it is not saved")
	}
	d.press("?").sees("the diff first where the draft has more errors").press("esc")
	saved := d.onDisk()
	if err := d.m.draft.Replace("break it", strings.Replace(saved, `"timeout": "3s"`, `"timeout": 3`, 1)); err != nil {
		t.Fatal(err)
	}
	d.run(d.m.refresh())
	if d.press("ctrl+s").sees("Save krakend.json", "E"); d.onDisk() != saved {
		t.Error("more errors are saved unasked")
	}
	if d.press("enter"); d.onDisk() == saved {
		t.Error("it cannot be saved")
	}
	d.press("u", "ctrl+s").sees("saved krakend.json")

	d = newDriver(t, shop(t), 120, 40, atOnce).press("d")
	d.m.of = nil // as long as a check runs
	if d.press("ctrl+s"); d.onDisk() != string(shop(t)) || len(d.m.overlays) == 0 {
		t.Error("what is not checked is saved unasked")
	}
	d = newDriver(t, shop(t), 120, 40, atOnce).press("d")
	theirs := strings.Replace(string(shop(t)), `"shop"`, `"theirs"`, 1)
	if err := os.WriteFile(d.m.opts.Path, []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	if d.press("ctrl+s").sees("another program has changed"); d.onDisk() != theirs {
		t.Error("what another program has written is overwritten unasked")
	}
}

func TestTheConversationSavesAtOnce(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, shop(t), []string{"set 2 timeout 2s", "save", `line 4 "timeout": 3,`, "save", "no", "undo", "quit"}, func(o *Options) { o.SaveAtOnce = true })
	if err != nil || !strings.Contains(disk, `"timeout": "2s"`) || strings.Contains(disk, `"timeout": 3,`) || strings.Count(said, "yes or no") != 1 {
		t.Errorf("%v: %s\n%s", err, said, disk)
	}
}

func TestQuitAsksWhenSomethingIsNotSaved(t *testing.T) {
	t.Parallel()
	changed := func() *driver { return newDriver(t, shop(t), 100, 30).press("d", "q") }
	d := changed()
	if d.sees("a change that is not saved"); d.quit {
		t.Fatal("it quits without asking")
	}
	if d.press("esc"); d.quit || len(d.m.overlays) > 0 {
		t.Error("esc does not go back")
	}
	d = changed().press("d")
	if !d.quit || d.onDisk() != string(shop(t)) {
		t.Error("discard does not quit, or has written")
	}
	d = changed().press("s")
	if !d.quit || d.onDisk() != d.text() {
		t.Error("save does not quit, or has not written")
	}
	d = newDriver(t, shop(t), 100, 30).press("d", "ctrl+c", "ctrl+c", "ctrl+c")
	if d.quit || len(d.m.overlays) != 1 {
		t.Error("ctrl+c quits without an answer, or asks more than once")
	}
}

func TestT09ChangesOnDiskAreNeverOverwrittenUnasked(t *testing.T) {
	t.Parallel()
	theirs := `{"version": 3, "name": "theirs", "endpoints": []}`
	clashing := func() *driver {
		d := newDriver(t, shop(t), 100, 30).press("d")
		if err := os.WriteFile(d.m.opts.Path, []byte(theirs), 0o600); err != nil {
			t.Fatal(err)
		}
		d.press("ctrl+s", "enter").sees("another program has changed", "made 1 edit")
		if d.onDisk() != theirs {
			t.Fatal("their file was overwritten")
		}
		return d
	}
	t.Run("left open", func(t *testing.T) {
		d := clashing().press("esc")
		if d.onDisk() != theirs || !d.m.draft.Dirty() {
			t.Error("something was written or lost")
		}
	})
	t.Run("overwritten", func(t *testing.T) {
		d := clashing().press("w")
		if d.onDisk() != d.text() || d.text() == theirs {
			t.Error("the draft was not written")
		}
	})
	t.Run("theirs taken", func(t *testing.T) {
		d := clashing().press("t")
		if d.text() != theirs || d.m.draft.Dirty() {
			t.Error("the draft is not theirs")
		}
	})
	t.Run("theirs shown and taken", func(t *testing.T) {
		d := clashing().press("d").sees("Draft against")
		if d.press("enter"); d.text() != theirs {
			t.Error("the draft is not theirs")
		}
	})
	t.Run("both kept", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30).press("j", "j", "j", "enter", "j", "enter", " p", "enter")
		mine := d.text()
		if mine == string(shop(t)) {
			t.Fatal("the draft has not changed")
		}
		both := strings.Replace(mine, `"shop"`, `"store"`, 1)
		if err := os.WriteFile(d.m.opts.Path, []byte(replaced(t, `"shop"`, `"store"`)), 0o600); err != nil {
			t.Fatal(err)
		}
		d.press("ctrl+s", "enter").sees("they do not clash").press("m")
		if d.text() != both {
			t.Fatalf("merging gives\n%s", d.text())
		}
		if d.press("ctrl+s", "enter"); d.onDisk() != both || d.m.draft.Dirty() {
			t.Error("what was merged is not saved")
		}
	})
	t.Run("deleted", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30).press("d")
		if err := os.Remove(d.m.opts.Path); err != nil {
			t.Fatal(err)
		}
		d.press("ctrl+s", "enter").sees("was deleted or renamed")
		if d.press("w"); d.onDisk() != d.text() {
			t.Error("the draft was not written")
		}
	})
	t.Run("deleted, and written elsewhere", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30).press("d")
		if err := os.Remove(d.m.opts.Path); err != nil {
			t.Fatal(err)
		}
		d.press("ctrl+s", "enter", "a", " "+d.m.opts.Path+".new", "enter").sees("wrote")
		if data, err := os.ReadFile(d.m.opts.Path + ".new"); err != nil || string(data) != d.text() || !d.m.draft.Dirty() {
			t.Errorf("%v: the draft is not in the other file, or counts as saved", err)
		}
	})
	t.Run("clean draft follows", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30)
		d.send(looked{stamp: stamp{size: 1}, changed: true, text: theirs})
		if d.text() != theirs || d.m.draft.Dirty() {
			t.Error("the draft does not follow the file")
		}
	})
	t.Run("dirty draft is only marked", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30).press("d")
		before := d.text()
		d.send(looked{stamp: stamp{size: 1}, changed: true, text: theirs})
		if d.sees("[changed on disk"); d.text() != before {
			t.Error("the draft has changed")
		}
	})
	t.Run("how long ago it was changed is told", func(t *testing.T) {
		d := newDriver(t, shop(t), 140, 30).press("d")
		opened := d.m.saving.seen
		later := func(seconds int) time.Time { return opened.Add(time.Duration(seconds) * time.Second) }
		if err := os.WriteFile(d.m.opts.Path, []byte(theirs), 0o600); err != nil {
			t.Fatal(err)
		}
		changedAt := func(mtime, now time.Time) {
			if err := os.Chtimes(d.m.opts.Path, mtime, mtime); err != nil {
				t.Fatal(err)
			}
			d.m.now = func() time.Time { return now }
		}
		changedAt(later(8), later(20))
		d.press("R").sees("has changed krakend.json 12 s ago, in 1 place").press("esc")
		changedAt(later(-3600), later(21)) // such as one that was moved here
		d.press("ctrl+s", "enter").sees("has changed krakend.json 21 s ago").press("esc")
		changedAt(later(99), later(20)) // by another clock
		d.press("R").sees("has changed krakend.json just now").press("esc")
		d.send(looked{stamp: stamp{size: 1, time: later(-3600)}, changed: true, text: theirs})
		d.sees("another program has changed the file 20 s ago")
		d.m.now = func() time.Time { return later(4 * 3600) }
		d.sees("[changed on disk 4 hours ago]")
		d.press("R").sees("has changed krakend.json 4 hours ago")
	})
	t.Run("reload asks", func(t *testing.T) {
		d := newDriver(t, shop(t), 100, 30).press("d")
		if err := os.WriteFile(d.m.opts.Path, []byte(theirs), 0o600); err != nil {
			t.Fatal(err)
		}
		before := d.text()
		if d.press("R").sees("another program"); d.text() != before {
			t.Error("the draft was dropped unasked")
		}
	})
}

func TestOnlyTheLastCheckCounts(t *testing.T) {
	t.Parallel()
	calls := 0
	d := newDriver(t, shop(t), 120, 30, func(o *Options) {
		o.Lint = func(_ context.Context, doc *config.Document) ([]diag.Finding, error) {
			calls++
			return []diag.Finding{{Rule: "call", Message: strings.Repeat("x", calls), Span: doc.Root.Span}}, nil
		}
	})
	old := d.m.check.seq
	d.press("d")
	if calls != 2 || d.m.check.running() {
		t.Fatalf("%d checks, running %v", calls, d.m.check.running())
	}
	d.send(checked{seq: old, doc: d.m.draft.Doc(), found: []diag.Finding{{Rule: "stale"}}})
	d.send(checkDue{old})
	if d.m.found[0].Rule != "call" || calls != 2 {
		t.Errorf("an old check counts: %v, %d checks", d.m.found, calls)
	}
}

func TestChecksAreCalledOffByTheNextChange(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	var running context.Context
	d.m.opts.Lint = func(ctx context.Context, _ *config.Document) ([]diag.Finding, error) {
		running = ctx
		return nil, ctx.Err()
	}
	cmd := d.m.startCheck()
	d.m.stopCheck()
	msg := cmd().(checked)
	if running.Err() == nil || msg.err == nil {
		t.Error("the check was not called off")
	}
}

func TestFailedCheckIsToldAndEditingGoesOn(t *testing.T) {
	t.Parallel()
	for want, lint := range map[string]func(context.Context, *config.Document) ([]diag.Finding, error){
		"the check failed: no rules":            func(context.Context, *config.Document) ([]diag.Finding, error) { return nil, errors.New("no rules") },
		"the check failed: a rule failed: oops": func(context.Context, *config.Document) ([]diag.Finding, error) { panic("oops") },
	} {
		d := newDriver(t, shop(t), 140, 30, func(o *Options) { o.Lint = lint })
		d.sees(want)
		if d.press("d"); !d.m.draft.Dirty() {
			t.Error("editing has stopped")
		}
	}
}

func TestFixesOfAnEarlierTextAreRefused(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	f, ok := d.m.findingHere()
	if !ok || len(f.Fixes) == 0 {
		t.Fatalf("no fix here: %v", f)
	}
	_, _ = d.m.Update(keyMsg("D")) // the check that follows does not run
	before := d.text()
	d.run(d.m.fix(f, f.Fixes[0]))
	if d.text() != before {
		t.Error("a fix was applied to a text it was not made for")
	}
}

func TestJumpGoesToTheField(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	d.press("3", "j", "j", "enter")
	if got := d.m.detail.Pointer(); got != "/endpoints/2/timeout" || d.m.list.Index() != 2 || d.m.focus != paneDetail {
		t.Errorf("on %q, endpoint %d", got, d.m.list.Index())
	}
	d.press("1", "g", ">")
	if got := d.m.detail.Pointer(); got != "/endpoints/1/backend/0/url_pattern" {
		t.Errorf("the next error is at %q", got)
	}
	d.press(">", ">", ">")
	if got := d.m.detail.Pointer(); got != "/endpoints/1/backend/0/url_pattern" {
		t.Errorf("after all errors it is at %q", got)
	}
	d.press("<")
	if got := d.m.detail.Pointer(); got != "/endpoints/2/backend/0/host" {
		t.Errorf("the previous error is at %q", got)
	}
}

func TestPlacesLeftOutOfASaveStayInTheDraft(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	// One change in the service, one in the last endpoint.
	d.press("k", "enter", "enter", "ctrl+u", " store", "enter", "1", "G", "D")
	both := d.text()
	d.press("ctrl+s").sees("[x] line", "leave this place out")
	d.press("x").sees("left out").press("enter").sees("without 1 place")
	want := strings.Replace(both, `"store"`, `"shop"`, 1)
	if d.onDisk() != want {
		t.Fatalf("the file has\n%s", d.onDisk())
	}
	if d.text() != both || !d.m.draft.Dirty() {
		t.Error("what was left out is not in the draft")
	}
	d.press("ctrl+s", "enter")
	if d.onDisk() != both || d.m.draft.Dirty() {
		t.Error("the rest was not saved")
	}
}

func TestASaveWithoutAPlaceThatTheFileNeedsIsRefused(t *testing.T) {
	t.Parallel()
	base := "{\n  \"version\": 3\n" + strings.Repeat("\n", 12) + "}\n"
	d := newDriver(t, []byte(base), 100, 40, func(o *Options) { o.Editor = []string{"ed"} })
	d.m.isEdited(edited{text: strings.NewReplacer("3\n", "3,\n", "}\n", "  \"name\": \"x\"\n}\n").Replace(base), before: base})
	d.press("ctrl+s", "x", "enter").sees("needs a place left out")
	if d.onDisk() != base {
		t.Errorf("the file has %q", d.onDisk())
	}
	d.press("ctrl+s", "x", "tab", "x", "enter").sees("nothing is saved")
}

func TestT09EachClashGetsItsSide(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("k", "enter", "enter", "ctrl+u", " mine", "enter", "G", "1", "g", "j", "enter", "j", "j", "j", "enter", " 9s", "enter")
	mine := d.text()
	theirs := strings.Replace(replaced(t, `"name": "shop"`, `"name": "theirs"`), `"endpoint": "/v1/products",`, `"endpoint": "/v1/products", "@by": 1,`, 1)
	if err := os.WriteFile(d.m.opts.Path, []byte(theirs), 0o600); err != nil {
		t.Fatal(err)
	}
	d.press(":", " w!", "enter").sees("[c] merge: keep both changes, and choose where they clash").press("c").sees(`"name": "theirs"`, `"name": "mine"`)
	d.press("t", "enter")
	if !strings.Contains(d.text(), `"name": "theirs"`) || !strings.Contains(d.text(), `"9s"`) || !strings.Contains(d.text(), `"@by": 1`) {
		t.Errorf("theirs, then yours gives\n%s", d.text())
	}
	if d.press("u"); d.text() != mine {
		t.Errorf("undoing the merge gives\n%s", d.text())
	}
}

func TestT09AClashTakesAnotherValue(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("k", "enter", "enter", "ctrl+u", " mine", "enter")
	if err := os.WriteFile(d.m.opts.Path, []byte(replaced(t, `"name": "shop"`, `"name": "theirs"`)), 0o600); err != nil {
		t.Fatal(err)
	}
	d.press(":", " w!", "enter", "c", "e").sees("name of the service", `> "mine"`).press("ctrl+u", ` "both"`, "enter").sees(`(x) other  "name": "both"`)
	if d.press("enter"); !strings.Contains(d.text(), `"name": "both"`) {
		t.Errorf("the draft is\n%s", d.text())
	}
}
