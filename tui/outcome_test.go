package tui

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
)

func TestSavingSaysWhatBecomesOfTheFindings(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("*", "d", "d", "ctrl+s").sees("1 edit  E3 -> E0  W1 -> W0", "nothing is wrong after this save")
	if d.press("l"); len(d.m.overlays) != 1 {
		t.Error("it lists nothing")
	}
	d.press("enter")
	d.press("n", " /a", "enter", "1", "D", "D", "D", "D", "D", "ctrl+s").sees("6 edits  E0 -> E", "3 edits before these; @ lists all", "6 duplicate an endpoint  /endpoints/5", "still wrong after this save: ", "[l] list")
}

func TestWhatIsStillWrongAfterASaveIsListedAndGoneTo(t *testing.T) {
	t.Parallel()
	edited := func(width, height int) *driver {
		return newDriver(t, shop(t), width, height).press("enter", "j", "j", "j", "enter", " 2s", "enter", "ctrl+s")
	}
	d := edited(120, 40).sees("still wrong after this save: 3 errors (param-undefined", "1 warning", "[l] list", `1 set timeout  /endpoints/0/timeout  "2s"`)
	d.press("l").sees("Still wrong after this save (4)", "by severity")
	if d.press("esc").sees("still wrong after this save"); len(d.m.overlays) != 1 {
		t.Fatal("esc does not go back to the question")
	}
	f := d.press("l", "j").m.top().Component.(interface {
		Current() (diag.Finding, bool)
	})
	want, _ := f.Current()
	d.press("e").sees(want.Rule).press("esc")
	if d.press("enter"); len(d.m.overlays) != 0 || d.m.list.Index() != draft.EndpointOf(want.Pointer) || d.m.focus != paneDetail {
		t.Errorf("on endpoint %d, not at %s:\n%s", d.m.list.Index(), want.Pointer, d.frame())
	}
	if d.onDisk() != string(shop(t)) || !d.m.draft.Dirty() {
		t.Error("going to a field has saved or lost something")
	}
	edited(60, 16).sees("still wrong after")
}

func TestTheQuestionWhetherToSaveFollowsTheCheck(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	d.m.wait = time.Hour // the check is due, and does not come by itself
	_, _ = d.m.Update(keyMsg("D"))
	_, _ = d.m.Update(keyMsg("ctrl+s"))
	d.sees("the draft is being checked")
	if d.press("l"); len(d.m.overlays) != 1 {
		t.Error("findings of an earlier draft are listed")
	}
	d.send(checkDue{d.m.check.seq})
	d.sees("E3 -> E", "still wrong after this save")
}

func TestAValueThatIsSecretIsNotTold(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40)
	at := d.m.draft.Doc().Service().Endpoint(0)
	if err := d.m.draft.Set(at.Object, "@client_secret", `"hunter2"`); err != nil {
		t.Fatal(err)
	}
	if frame := d.press("ctrl+s").sees("@client_secret").frame(); strings.Contains(frame, "hunter2") {
		t.Errorf("the secret is shown:\n%s", frame)
	}
	d.press("ctrl+t").sees("hunter2")
}

func TestRulesOfTheGravestFindingsAreNamed(t *testing.T) {
	t.Parallel()
	of := func(rules string, s diag.Severity) (list []diag.Finding) {
		for _, r := range strings.Fields(rules) {
			list = append(list, diag.Finding{Rule: r, Severity: s})
		}
		return list
	}
	for want, found := range map[string][]diag.Finding{
		"1 error (a), 2 warnings":            append(of("a", diag.Error), of("x y", diag.Warning)...),
		"4 errors (a, b, c)":                 of("a b a c", diag.Error),
		"4 errors (a, b, c, 1 more), 1 note": append(of("a b c d", diag.Error), of("x", diag.Info)...),
		"2 notes (a)":                        of("a a", diag.Info),
		"1 warning (a), 1 note":              append(of("a", diag.Warning), of("b", diag.Info)...),
	} {
		if got := stillWrong(found); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}

func TestPlacesBelowAreCounted(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 80, 24, func(o *Options) {
		o.Lint = func(context.Context, *config.Document) ([]diag.Finding, error) { return nil, nil }
	})
	d.press("k", "enter", "enter", "ctrl+u", " store", "enter", "1", "G", "D", "ctrl+s").sees("more line")
	long := newDriver(t, []byte(`{
  "version": 3,
  "name": "a",
`+strings.Repeat("\n", 20)+`
  "port": 80,
`+strings.Repeat("\n", 20)+`
  "timeout": "1s"
}
`), 80, 24)
	text := strings.NewReplacer(`"a"`, `"b"`, "80", "81", "1s", "2s").Replace(long.text())
	if err := long.m.draft.Replace("all", text); err != nil {
		t.Fatal(err)
	}
	long.press("ctrl+s").sees("1 more place below, tab goes there").press("tab").sees("2 more lines below")
	long.press("tab").sees(`"2s"`)
}

func TestTheCursorStaysOnItsEndpointWhenTheFileIsReadAgain(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 30).press("G", "k", "space", "k").sees("2 POST /v1/users")
	theirs := replaced(t, `"endpoints": [`, `"endpoints": [
    {"endpoint": "/first", "backend": [{"url_pattern": "/f", "host": ["http://first:80"]}]},`)
	d.send(looked{stamp: stamp{size: 1}, changed: true, text: theirs})
	d.sees("1 Endpoints (5) 1 marked", "2 POST /v1/users")
	if at, ok := d.m.endpoint(d.m.list.Index()); !ok || at.Endpoint.ID().String() != "POST /v1/users" {
		t.Errorf("the cursor is on %d", d.m.list.Index())
	}
}
