package tui

import (
	"context"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/tui/journal"
	"github.com/gatewright/gatewright/tui/ui"
)

func TestManyEndpointsAreDeletedAfterAQuestion(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30).press("*", "d").sees("Delete 4 endpoints?").press("esc")
	if d.text() != string(shop(t)) {
		t.Fatal("they are deleted unasked")
	}
	if d.press("d", "d").sees("no endpoints yet"); d.text() == string(shop(t)) {
		t.Error("they are not deleted")
	}
	if d.press("u"); d.text() != string(shop(t)) {
		t.Error("it cannot be taken back")
	}
}

func TestABrokenFileTakesTheLastCommit(t *testing.T) {
	t.Parallel()
	broken := strings.Replace(string(shop(t)), `"GET",`, `"GET"`, 1)
	d := newDriver(t, []byte(broken), 120, 30, func(o *Options) {
		o.Committed = func(context.Context) (string, error) { return string(shop(t)), nil }
	})
	d.press("?").sees("what differs from the last commit").press("esc", "C").sees("The last commit has").press("enter")
	if d.text() != string(shop(t)) || d.m.broken {
		t.Errorf("the draft is\n%s", d.text())
	}
	if d.press("u"); d.text() != broken {
		t.Error("it cannot be taken back")
	}
}

func TestEveryDialogTellsItsKeys(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	d.press("2", "j", "enter", "f1").sees("Keys here", "choose the value").press("f1").sees("method of GET /v1/products")
	d.press("f1", " choose", "enter")
	if len(d.m.overlays) > 0 {
		t.Errorf("what was chosen in the help is not done:\n%s", d.frame())
	}
}

func TestAListTakesAllThatIsProposed(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40, everything(t))
	d.press("2", "j", "j", "j", "j", "enter", "A", "ctrl+s")
	if text := d.text(); !strings.Contains(text, `"sort"`) || strings.Count(text, `"page"`) != 1 {
		t.Errorf("the draft is\n%s", text)
	}
	d = newDriver(t, shop(t), 120, 40).press("2", "j", "j", "j", "j", "enter", "A", "ctrl+s")
	if d.text() != string(shop(t)) {
		t.Error("without documents something is added")
	}
}

func TestWhatACrashHasLeftIsShownBeforeItIsRestored(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	d.m.opts.Journal = t.TempDir()
	kept := replaced(t, `"name": "shop"`, `"name": "kept"`)
	if err := journal.Write(d.m.opts.Journal, d.m.opts.Path, string(shop(t)), kept, []string{"set name"}); err != nil {
		t.Fatal(err)
	}
	d.m.offerJournal()
	d.press("d").sees("Unsaved edits of krakend.json", "set name", `"name": "kept"`)
	if d.press("enter"); d.text() != kept {
		t.Errorf("the draft is\n%s", d.text())
	}
}

func TestCtrlCCallsOffWhatIsOnItsWay(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30, everything(t))
	d.press("j", "t")
	d.m.key(ui.Key{Name: "ctrl+r"}) // its command does not run: the request is on its way
	d.sees("sending").press("ctrl+c").sees("called off")
	if d.quit || len(d.m.overlays) != 1 {
		t.Fatal("it quits")
	}
	d.press("esc", "I", " products.yaml")
	d.m.key(ui.Key{Name: "enter"})
	if d.press("ctrl+c").sees("reading the document was called off"); d.quit {
		t.Fatal("it quits")
	}
	if d.press("ctrl+c"); !d.quit {
		t.Error("with nothing on its way it does not quit")
	}
}

func TestTheUsersEditorOpensAtTheLine(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30)
	line := func(keys ...string) int { d.press(keys...); return d.m.lineHere() }
	want := strings.Split(string(shop(t)), "\n")
	for _, c := range []struct {
		keys []string
		has  string
	}{
		{[]string{"j"}, "{"}, {[]string{"2", "j"}, "{"}, {[]string{"]", "j"}, `"url_pattern": "/api/products/{ID}"`},
		{[]string{"1", "g"}, `"name": "shop"`}, {[]string{"3", "G"}, `"backend": [{"url_pattern": "/api/users"`},
	} {
		if n := line(c.keys...); !strings.Contains(want[n-1], c.has) {
			t.Errorf("after %q: line %d, %s", c.keys, n, want[n-1])
		}
	}
	broken := newDriver(t, []byte("{\n\n  x\n}"), 120, 30)
	if n := broken.m.lineHere(); n != 3 {
		t.Errorf("of a broken file: line %d", n)
	}
	for command, args := range map[string]string{
		"vim": "vim +7 f.json", "/usr/bin/nano -w": "/usr/bin/nano -w +7 f.json", "hx": "hx f.json:7", "code --wait": "code --wait --goto f.json:7", "ed": "ed f.json",
	} {
		cmd := Options{Editor: strings.Fields(command)}.command("f.json", 7)
		if got := strings.Join(cmd.Args, " "); got != args {
			t.Errorf("got %q, want %q", got, args)
		}
	}
}

func TestYAMLIsCopiedAndDuplicated(t *testing.T) {
	t.Parallel()
	const text = "# mine\nversion: 3\nendpoints:\n  - endpoint: /a # first\n    backend:\n      - host: [\"http://a.example\"]\n        url_pattern: /\n"
	d := newDriver(t, []byte(text), 120, 30, func(o *Options) { o.Path = "krakend.yaml" })
	d.press("y", "P").sees("Endpoints (2)").press("D").sees("Endpoints (3)")
	svc := d.m.draft.Doc().Service()
	if !strings.HasPrefix(d.text(), text) || svc.NumEndpoints() != 3 || svc.Endpoint(1).Route() != "/a" || svc.Endpoint(2).Backends[0].Host.V[0] != "http://a.example" {
		t.Errorf("the draft is\n%s", d.text())
	}
	if d.press("u", "u"); d.text() != text {
		t.Errorf("taken back it is\n%s", d.text())
	}
}

func TestALongMessageIsWhole(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 80, 24)
	long := strings.Repeat("a message of many words ", 8) + "with an end"
	d.m.warn(long)
	d.sees("with an end").press("t")
	d.m.opts.Send = canned
	d.press("t")
	d.m.warn(long)
	if got := strings.Join(strings.Fields(d.frame()), " "); !strings.Contains(got, strings.Join(strings.Fields(long), " ")) {
		t.Errorf("over a dialog it is cut:\n%s", d.frame())
	}
}
