package findings

import (
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// five are findings with a safe fix, a fix that is to be chosen, and none.
func five() *Model {
	m := New(ui.NewTheme(false, true), nil, nil)
	var list []diag.Finding
	for i, rule := range []string{"a", "b", "c", "d", "e"} {
		f := diag.Finding{Rule: rule, Message: "of " + rule, Severity: diag.Warning}
		if i != 4 {
			f.Fixes = []diag.Fix{{Title: "mend " + rule, Safe: i < 2}}
		}
		list = append(list, f)
	}
	m.SetFindings(list, "")
	m.SetSize(60, 24)
	m.SetFocus(true)
	return m
}

func keys(m *Model, names ...string) (event any) {
	for _, k := range names {
		event = m.Update(ui.Key{Name: k})
	}
	return event
}

func rules(list []diag.Finding) (names []string) {
	for _, f := range list {
		names = append(names, f.Rule)
	}
	return names
}

func TestARangeOfFindingsIsMarked(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		keys []string
		want []string
	}{
		{[]string{"V", "j", "j", "V"}, []string{"a", "b", "c"}},
		{[]string{"G", "V", "k", "space"}, []string{"d", "e"}},
		{[]string{"V", "V"}, []string{"a"}},
		{[]string{"V", "G"}, nil}, // it has not ended
		{[]string{"V", "j", "esc", "G", "space"}, []string{"e"}},
		{[]string{"space", "G", "V", "k", "V"}, []string{"a", "d", "e"}},
		{[]string{"V", "j", "e", "j", "V"}, []string{"a", "b", "c"}}, // looking at a page does not end it
	} {
		m := five()
		keys(m, c.keys...)
		if diff := cmp.Diff(c.want, rules(m.Marked())); diff != "" {
			t.Errorf("%q: %s", c.keys, diff)
		}
	}
	m := five()
	if event, ok := keys(m, "V", "j", "f").(FixMany); !ok || len(event.Findings) != 2 {
		t.Errorf("fixing a range asks for %v", event)
	}
	if event, ok := keys(five(), "V", "j", "i").(Ignore); !ok || len(event.Findings) != 2 {
		t.Errorf("passing over a range asks for %v", event)
	}
}

func TestARangeLastsWhileFindingsComeAndGo(t *testing.T) {
	t.Parallel()
	m := five()
	all := m.all
	keys(m, "j", "V", "j")
	m.SetFindings(all[1:], "")
	if keys(m, "V"); !cmp.Equal(rules(m.Marked()), []string{"b", "c"}) {
		t.Errorf("marked are %q", rules(m.Marked()))
	}
	m = five()
	keys(m, "V", "j")
	m.SetFindings(all[1:], "") // where it began is gone
	if keys(m, "space"); !cmp.Equal(rules(m.Marked()), []string{"b"}) {
		t.Errorf("marked are %q", rules(m.Marked()))
	}
}

func TestTheLastLineSaysWhatCanBeDoneAboutMarkedFindings(t *testing.T) {
	t.Parallel()
	for want, pressed := range map[string][]string{
		"marked 3: 2 safe fixes, 1 needs a choice":              {"V", "j", "j", "V"},
		"marked 5: 2 safe fixes, 2 need a choice, 1 has no fix": {"*"},
		"marked 1: 1 has no fix":                                {"G", "space"},
		"range of 2: V marks, esc gives up":                     {"V", "j"},
		"range of 3: V marks, esc gives up":                     {"G", "V", "k", "k"},
	} {
		m := five()
		keys(m, pressed...)
		view := m.View()
		if last := view[len(view)-2]; !strings.Contains(last, want) {
			t.Errorf("after %q the last line is %q, want %q", pressed, last, want)
		}
	}
	m := five()
	keys(m, "V")
	m.SetSize(60, 6)
	if !strings.Contains(m.View()[0], "range") {
		t.Errorf("a low pane does not say that a range has begun: %q", m.View()[0])
	}
	keys(m, "*")
	if strings.Contains(strings.Join(m.View(), "\n"), "safe fix") {
		t.Error("a pane of a few lines gives one of them away")
	}
}

func TestAListToLookAtChangesNothing(t *testing.T) {
	t.Parallel()
	m := five()
	m.Look("Still wrong")
	for _, k := range []string{"f", "F", "i", "space", "*", "V"} {
		if event := keys(m, k); event != nil || len(m.Marked()) > 0 || m.ranging() {
			t.Errorf("%q asks for %v", k, event)
		}
	}
	if _, ok := keys(m, "j", "enter").(Jump); !ok {
		t.Error("enter does not go to the field")
	}
	if _, ok := keys(m, "esc").(Back); !ok || !strings.Contains(m.View()[0], "Still wrong (5)") {
		t.Errorf("esc does not close it, or it has no title: %q", m.View()[0])
	}
}

// TestARangeIsDrawnAsFastAsAnyList has no other tests at its side: it counts what is
// allocated.
func TestARangeIsDrawnAsFastAsAnyList(t *testing.T) {
	m := New(ui.NewTheme(false, true), nil, nil)
	list := make([]diag.Finding, 5000)
	for i := range list {
		list[i] = diag.Finding{Rule: "a", Pointer: "/endpoints/" + strconv.Itoa(i), Severity: diag.Warning}
	}
	m.SetFindings(list, "")
	m.SetSize(60, 60)
	m.SetFocus(true)
	keys(m, "G")
	plain := testing.AllocsPerRun(3, func() { m.View() })
	keys(m, "V", "k")
	if ranging := testing.AllocsPerRun(3, func() { m.View() }); ranging > 2*plain+100 {
		t.Errorf("a frame takes %.0f allocations, with a range %.0f", plain, ranging)
	}
}
