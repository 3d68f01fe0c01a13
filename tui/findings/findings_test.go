package findings

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/ui"
)

var source = syntax.NewSource("k.json", []byte(strings.Repeat("x\n", 100)))

func finding(rule string, s diag.Severity, line int, pointer string, fixes ...diag.Fix) diag.Finding {
	return diag.Finding{
		Rule: rule, Severity: s, Pointer: pointer, Message: "message of " + rule, Hint: "do it", Fixes: fixes,
		Span: syntax.Span{Source: source, Start: 2 * (line - 1), End: 2*line - 1}, Endpoint: diag.Endpoint{Method: "GET", Path: "/e"},
	}
}

func sample() []diag.Finding {
	return []diag.Finding{
		finding("one", diag.Warning, 1, "/timeout"),
		finding("two", diag.Error, 5, "/endpoints/1/backend/0", diag.Fix{Title: "mend"}),
		finding("three", diag.Info, 9, "/endpoints/10"),
		finding("four", diag.Error, 12, "/endpoints/1"),
	}
}

func open() *Model {
	m := New(ui.NewTheme(false, false), nil, nil)
	m.SetSize(50, 20)
	m.SetFocus(true)
	m.SetFindings(sample(), "")
	return m
}

func press(m *Model, keys ...string) (event any) {
	for _, k := range keys {
		event = m.Update(ui.Key{Name: k})
	}
	return event
}

func order(m *Model) (rules []string) {
	for _, i := range m.order {
		rules = append(rules, m.all[i].Rule)
	}
	return rules
}

func TestFindingsOfTheSelectionStandFirst(t *testing.T) {
	m := open()
	m.Select("/endpoints/1")
	if diff := cmp.Diff([]string{"two", "four", "one", "three"}, order(m)); diff != "" {
		t.Error(diff)
	}
	if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, "2 here, 4 in file") || !strings.Contains(frame, "fix: mend [f]") {
		t.Errorf("got\n%s", frame)
	}
	m.Select("")
	if diff := cmp.Diff([]string{"one", "two", "three", "four"}, order(m)); diff != "" {
		t.Error(diff)
	}
}

func TestKeysAskForSteps(t *testing.T) {
	all := sample()
	for _, c := range []struct {
		keys []string
		want any
	}{
		{[]string{"enter"}, Jump{all[0]}},
		{[]string{"j", "f"}, Fix{all[1], all[1].Fixes[0]}},
		{[]string{"f"}, Mend{all[0]}},
		{[]string{"e"}, Explain{all[0]}},
		{[]string{"i"}, Ignore{all[:1]}},
		{[]string{"F"}, FixAll{}},
		{[]string{"esc"}, Back{}},
		{[]string{"G", "enter"}, Jump{all[3]}},
	} {
		if diff := cmp.Diff(c.want, press(open(), c.keys...), cmp.AllowUnexported(syntax.Source{}), cmp.Comparer(func(a, b *syntax.Source) bool { return a == b })); diff != "" {
			t.Errorf("%q: %s", c.keys, diff)
		}
	}
	empty := New(ui.NewTheme(false, false), nil, nil)
	empty.SetSize(40, 10)
	empty.SetFindings(nil, "")
	if e := press(empty, "j", "G", "enter"); e != nil {
		t.Errorf("an empty list asks for %v", e)
	}
	if frame := strings.Join(empty.View(), "\n"); !strings.Contains(frame, "nothing to report") {
		t.Errorf("got\n%s", frame)
	}
}

func TestTheCursorStaysOnItsFinding(t *testing.T) {
	m := open()
	press(m, "j", "j")
	m.SetFindings(append([]diag.Finding{finding("new", diag.Error, 1, "/x")}, sample()...), "")
	if f, _ := m.Current(); f.Rule != "three" {
		t.Errorf("on %s", f.Rule)
	}
	m.SetFindings(sample()[:1], "")
	if f, ok := m.Current(); !ok || f.Rule != "one" {
		t.Errorf("on %s, %v", f.Rule, ok)
	}
}

func TestStepGoesRoundThroughTheGravest(t *testing.T) {
	m := open()
	for _, want := range []string{"two", "four", "two"} {
		if f, ok := m.Step(1, diag.Error); !ok || f.Rule != want {
			t.Errorf("got %s, want %s", f.Rule, want)
		}
	}
	if f, _ := m.Step(-1, diag.Error); f.Rule != "four" {
		t.Errorf("back: got %s", f.Rule)
	}
}

func TestManyFindingsFillTheirRoom(t *testing.T) {
	var many []diag.Finding
	for i := range 5000 {
		many = append(many, finding(fmt.Sprint("rule-", i), diag.Severity(i%3), 1+i%90, fmt.Sprintf("/endpoints/%d", i)))
	}
	m := open()
	m.SetFindings(many, "the check failed: why")
	for _, size := range [][2]int{{38, 28}, {60, 14}, {20, 4}} {
		m.SetSize(size[0], size[1])
		for _, k := range []string{"", "j", "ctrl+d", "G", "ctrl+u", "k", "g"} {
			press(m, k)
			lines := m.View()
			if len(lines) != size[1] {
				t.Fatalf("%d lines", len(lines))
			}
			seen := false
			for _, l := range lines {
				if ansi.StringWidth(l) != size[0] {
					t.Fatalf("a line has %d cells: %s", ansi.StringWidth(l), l)
				}
				seen = seen || strings.Contains(l, ">")
			}
			if !seen && size[1] > 10 {
				t.Fatalf("%v after %q: the cursor is out of sight:\n%s", size, k, strings.Join(lines, "\n"))
			}
		}
	}
}

func TestTheAloneFindingHasItsPageBesideTheList(t *testing.T) {
	long := "{" + strings.Repeat(`"pad": "日本", `, 400) + `"timeout": 2` + strings.Repeat(`, "pad": 1`, 40) + `, "client_secret": "hunter2"` + strings.Repeat(`, "pad": 1`, 400) + "}"
	for name, c := range map[string]struct {
		text, about string
		want        []string
	}{
		"a short line": {"{\n  \"timeout\": 2,\n  \"x\": 1\n}\n", "2", []string{"    2   \"timeout\": 2,", "                   ^ ", "    3   \"x\": 1", "k.json:2:14", "Fix      [f] mend  (safe)", "why it is so"}},
		"a long line":  {long, "2", []string{`"timeout": 2,`, "^"}},
		"a secret":     {long, `"hunter2"`, []string{`_secret": "****"`}},
		"a tab":        {"{\n\t\"timeout\": 2\n}", "2", []string{"    2     \"timeout\": 2", "                     ^ "}},
	} {
		t.Run(name, func(t *testing.T) {
			src := syntax.NewSource("k.json", []byte(c.text))
			at := strings.LastIndex(c.text, c.about)
			if c.about == "2" {
				at = strings.Index(c.text, ": 2") + 2
			}
			f := finding("one", diag.Error, 1, "/timeout", diag.Fix{Title: "mend", Safe: true})
			f.Span = syntax.Span{Source: src, Start: at, End: at + len(c.about)}
			m := New(ui.NewTheme(false, false), func(diag.Finding) []string { return []string{"why it is so"} }, nil)
			m.SetFindings([]diag.Finding{f}, "")
			for _, size := range [][2]int{{100, 20}, {200, 40}, {99, 16}} {
				m.SetSize(size[0], size[1])
				lines := m.View()
				for _, line := range lines {
					if w := ansi.StringWidth(line); w != size[0] || len(lines) != size[1] {
						t.Fatalf("%v: %d lines, one of %d cells: %s", size, len(lines), w, line)
					}
				}
				frame := strings.Join(lines, "\n")
				if strings.Contains(frame, "hunter2") {
					t.Errorf("a secret is shown:\n%s", frame)
				}
				for _, text := range c.want {
					if strings.Contains(frame, text) != (size[0] >= 100) {
						t.Errorf("%v: %q:\n%s", size, text, frame)
					}
				}
			}
		})
	}
}

func TestAProofIsToldUntilItIsForgotten(t *testing.T) {
	f := finding("one", diag.Error, 1, "/endpoints/0/timeout")
	other := finding("two", diag.Error, 2, "/timeout")
	m := New(ui.NewTheme(false, false), nil, nil)
	m.SetFindings([]diag.Finding{f, other}, "")
	m.SetSize(60, 12)
	m.SetFocus(true)
	shows := func(text string) bool { return strings.Contains(strings.Join(m.View(), "\n"), text) }
	if e, ok := m.Update(ui.Key{Name: "t", Text: "t"}).(Prove); !ok || e.Finding.Rule != "one" {
		t.Errorf("asks for %+v", e)
	}
	m.SetProof(f, "users answers 204")
	if !shows("proof: users answers 204") {
		t.Errorf("it is not told:\n%s", strings.Join(m.View(), "\n"))
	}
	// The same finding of another check is the same one.
	m.SetFindings([]diag.Finding{f, other}, "")
	if !shows("proof: users answers 204") {
		t.Error("it is forgotten with the next check")
	}
	var labels []string
	for _, n := range m.Notes(f) {
		labels = append(labels, n.Label)
	}
	if got := strings.Join(labels, " "); got != "Hint Proof Ignore" {
		t.Errorf("the notes are %s", got)
	}
	for _, n := range m.Notes(other) {
		if n.Label == "Proof" || n.Label == "Ignore" && !strings.Contains(n.Text, "the service") {
			t.Errorf("of the service: %+v", n)
		}
	}
	if m.ForgetProofs(); shows("proof:") {
		t.Error("it is not forgotten")
	}
}
