package tui

import (
	"strings"
	"testing"
)

func TestMarkedFindingsAreIgnoredWithOneReason(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("3", "*", "i").sees("@lint-ignore 4 findings", "why these findings are passed over")
	d.press(" known", "enter").sees("ignore 4 findings")
	if n := strings.Count(d.text(), `"known"`); n < 2 {
		t.Errorf("%d notes:\n%s", n, d.text())
	}
	if d.press("u"); d.text() != string(shop(t)) {
		t.Errorf("one undo leaves\n%s", d.text())
	}
	d.press("*", "i", "esc").press("esc").press("i").sees("@lint-ignore ")
	if strings.Contains(d.frame(), "4 findings") {
		t.Errorf("the marks stay:\n%s", d.frame())
	}
}

func TestMarkedFindingsAreFixedAfterTheDiff(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("3", "/", " is:fixable", "enter", "*")
	n := len(d.m.findings.Marked())
	if n == 0 {
		t.Fatal("nothing has a fix")
	}
	d.press("f").sees("apply", "fixes")
	if d.text() != string(shop(t)) {
		t.Fatal("the draft has changed before the diff was accepted")
	}
	d.press("enter")
	if d.text() == string(shop(t)) || len(d.m.found) >= 4 {
		t.Errorf("%d findings are left:\n%s", len(d.m.found), d.text())
	}
	d.press("u").press("esc", "esc", "3", "/", " !is:fixable", "enter", "*", "f").sees("none of the marked findings has a fix")
}

func TestFindingsAreFilteredByWhatTheirEndpointCalls(t *testing.T) {
	t.Parallel()
	d := newDriver(t, shop(t), 120, 40).press("3", "/", " m:get !host:nobody", "enter", "*").sees("3 Findings (2 of 4)")
	for _, f := range d.m.findings.Marked() {
		if f.Endpoint.Method != "GET" {
			t.Errorf("%v is shown", f)
		}
	}
	if d.press("esc", "esc", "/", " host:nobody", "enter").sees("nothing matches"); len(d.m.found) == 0 {
		t.Error("there are no findings")
	}
}

func TestTheConversationTakesSeveralFindings(t *testing.T) {
	t.Parallel()
	said, disk, err := talk(t, shop(t), []string{
		"findings is:error", "findings is:error m:post", "findings nowhere", "findings 1", "fix 1,9", "fix 1-4", "no", "fix 1-4", "yes",
		"undo", "ignore 1-3,4 known", "explain 1,2", "save", "yes", "quit",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"Nothing is found.", `there is no finding "9", they go from 1 to 4`, "apply them, yes or no: Left as it was.", "name one finding"} {
		if !strings.Contains(said, text) {
			t.Errorf("it does not say %q:\n%s", text, said)
		}
	}
	if n := strings.Count(disk, `"known"`); n < 2 || strings.Count(said, "duration-number") < 2 {
		t.Errorf("%d notes:\n%s\n%s", n, disk, said)
	}
}
