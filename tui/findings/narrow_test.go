package findings

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// text types letters into a pane.
func text(m *Model, s string) {
	for _, r := range s {
		m.Update(ui.Key{Name: string(r), Text: string(r)})
	}
}

func TestFindingsStandInAnyOrderAndTheCursorStays(t *testing.T) {
	m := open()
	m.Select("/endpoints/1")
	press(m, "j") // four
	for _, c := range []struct {
		title string
		rules []string
	}{
		{"by severity", []string{"two", "four", "one", "three"}},
		{"by place", []string{"one", "two", "three", "four"}},
		{"by rule", []string{"four", "one", "three", "two"}},
		{"2 here, 4 in file", []string{"two", "four", "one", "three"}},
	} {
		press(m, "s")
		if diff := cmp.Diff(c.rules, order(m)); diff != "" {
			t.Errorf("%s: %s", c.title, diff)
		}
		if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, c.title) {
			t.Errorf("the title has no %q:\n%s", c.title, frame)
		}
		if f, _ := m.Current(); f.Rule != "four" {
			t.Errorf("%s: the cursor is on %s", c.title, f.Rule)
		}
	}
}

func TestAFilterShowsTheFindingsThatHaveAllItsTerms(t *testing.T) {
	of := func(f diag.Finding, term string) bool { return term == "host:users" && f.Rule == "three" }
	for filter, want := range map[string][]string{
		"is:error":         {"two", "four"},
		"is:e !is:fixable": {"four"},
		"is:fixable":       {"two"},
		"rule:t":           {"two", "three"},
		"THREE":            {"three"},
		"/endpoints/1":     {"two", "three", "four"},
		"host:users":       {"three"},
		"!host:users is:w": {"one"},
		"is:marked":        {"one"},
		"is: ! host:":      {"one", "two", "three", "four"},
		"nowhere":          nil,
	} {
		t.Run(filter, func(t *testing.T) {
			m := New(ui.NewTheme(false, false), nil, of)
			m.SetSize(60, 20)
			m.SetFocus(true)
			m.SetFindings(sample(), "")
			press(m, "space", "/")
			text(m, filter)
			if !m.Typing() {
				t.Fatal("the filter is not typed")
			}
			press(m, "enter")
			if diff := cmp.Diff(want, order(m)); diff != "" {
				t.Error(diff)
			}
			if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, filter) || want == nil && !strings.Contains(frame, "nothing matches: esc clears it") {
				t.Errorf("got\n%s", frame)
			}
			if press(m, "esc"); len(order(m)) != 4 || len(m.Marked()) != 1 {
				t.Errorf("esc leaves %v, %d marks", order(m), len(m.Marked()))
			}
			if press(m, "esc"); len(m.Marked()) != 0 {
				t.Error("the second esc leaves marks")
			}
			if e := press(m, "esc"); e != (Back{}) {
				t.Errorf("the third esc asks for %v", e)
			}
		})
	}
}

func TestMarkedFindingsAreFixedAndIgnoredTogether(t *testing.T) {
	m := open()
	press(m, "space", "j", "space") // one, three
	rules := func(list []diag.Finding) (names []string) {
		for _, f := range list {
			names = append(names, f.Rule)
		}
		return names
	}
	fix, _ := press(m, "f").(FixMany)
	if diff := cmp.Diff([]string{"one", "three"}, rules(fix.Findings)); diff != "" {
		t.Error(diff)
	}
	pass, _ := press(m, "i").(Ignore)
	if diff := cmp.Diff([]string{"one", "three"}, rules(pass.Findings)); diff != "" {
		t.Error(diff)
	}
	if frame := strings.Join(m.View(), "\n"); !strings.Contains(frame, "2 marked") || !strings.Contains(frame, "W*one") {
		t.Errorf("got\n%s", frame)
	}
	m.SetFindings(sample()[1:], "")
	if diff := cmp.Diff([]string{"three"}, rules(m.Marked())); diff != "" {
		t.Errorf("marks of another state: %s", diff)
	}
	press(m, "*")
	if len(m.Marked()) != 3 {
		t.Errorf("%d are marked", len(m.Marked()))
	}
	press(m, "*")
	if len(m.Marked()) != 0 {
		t.Errorf("%d are marked still", len(m.Marked()))
	}
}

func TestWhatIsPointedAtIsShownThoughTheFilterHidesIt(t *testing.T) {
	m := open()
	press(m, "/")
	text(m, "three")
	press(m, "enter")
	if f, ok := m.Step(1, diag.Error); !ok || f.Rule != "four" || len(order(m)) != 4 {
		t.Errorf("on %s of %v", f.Rule, order(m))
	}
	press(m, "/")
	text(m, "three")
	press(m, "enter")
	m.Point(sample()[1])
	if f, _ := m.Current(); f.Rule != "two" {
		t.Errorf("on %s of %v", f.Rule, order(m))
	}
}
