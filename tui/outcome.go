package tui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/diffview"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/findings"
	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/ui"
)

// tally counts findings by their severity.
type tally [3]int

func tallyOf(found []diag.Finding) *tally {
	t := &tally{}
	for _, f := range found {
		t[min(int(f.Severity), 2)]++
	}
	return t
}

// tallied notes what is found in the file, when that is what was checked.
func (m *model) tallied() {
	m.saving.tally = nil
	if !m.draft.Dirty() && m.of == m.draft.Doc() {
		m.saving.tally = tallyOf(m.found)
	}
}

// noWorse reports whether the draft is known to have no more errors than the file.
func (m *model) noWorse() bool {
	if m.of != m.draft.Doc() {
		return false // it is being checked
	}
	var was tally
	if m.saving.tally != nil {
		was = *m.saving.tally
	}
	return tallyOf(m.found)[diag.Error] <= was[diag.Error]
}

// outcome says what was done since the last save, and what that makes of the
// findings.
func (m *model) outcome() diffview.Outcome {
	past := m.draft.Unsaved()
	o := diffview.Outcome{Title: count(len(past), "edit")}
	const most = 4 // edits that are told one by one
	first := 0
	if len(past) > most {
		first = len(past) - most + 1
		o.Below = append(o.Below, fmt.Sprintf("%s before these; %s lists all", count(first, "edit"), m.theme.KeyOf(keyLog)))
	}
	for i := first; i < len(past); i++ {
		o.Below = append(o.Below, fmt.Sprintf("%d %s", i+1, m.told(past[i])))
	}
	if m.of != m.draft.Doc() {
		o.Below = append(o.Below, "the draft is being checked"+m.theme.Ellipsis)
		return o
	}
	is := tallyOf(m.found)
	if was := m.saving.tally; was != nil {
		for _, s := range []diag.Severity{diag.Error, diag.Warning} {
			o.Title += fmt.Sprintf("  %s%d -> %s%d", ui.Sign(s), was[s], ui.Sign(s), is[s])
		}
	}
	o.Listed = len(m.found) > 0
	if !o.Listed {
		o.Below = append(o.Below, "nothing is wrong after this save")
		return o
	}
	o.Below = append(o.Below, "still wrong after this save: "+stillWrong(m.found)+"  ["+m.theme.KeyOf(diffview.Listing())+"] list")
	return o
}

// told is one change in a line: what was done, where, and the value that it has
// left there.
func (m *model) told(c draft.Change) string {
	text := strings.TrimSpace(c.Label + "  " + c.Pointer)
	if c.Op == "" || c.Value == "" {
		return m.theme.Private(text)
	}
	value := strings.Join(strings.Fields(c.Value), " ")
	if !m.theme.Reveal {
		_, value, _ = strings.Cut(secret.Line(config.Quote(lastKey(c.Pointer))+": "+value), ": ")
	}
	return m.theme.Private(text) + "  " + m.theme.Cut(value, 60)
}

// stillWrong counts findings, with the rules of the gravest of them.
func stillWrong(found []diag.Finding) string {
	n := tallyOf(found)
	worst, _ := diag.Worst(found)
	var rules []string
	for _, f := range found {
		if f.Severity == worst && !slices.Contains(rules, f.Rule) {
			rules = append(rules, f.Rule)
		}
	}
	const named = 3
	if len(rules) > named {
		rules = append(rules[:named:named], fmt.Sprintf("%d more", len(rules)-named))
	}
	var parts []string
	for s := diag.Error; ; s-- {
		if n[s] > 0 {
			text := count(n[s], map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "note"}[s])
			if s == worst {
				text += " (" + strings.Join(rules, ", ") + ")"
			}
			parts = append(parts, text)
		}
		if s == diag.Info {
			return strings.Join(parts, ", ")
		}
	}
}

// judged tells the dialog that asks whether to save what a check has found since.
func (m *model) judged() {
	for _, o := range m.overlays {
		if dialog, ok := o.Component.(*diffview.Model); ok && dialog.Saves() {
			dialog.Saving(m.outcome())
		}
	}
}

// listWrong lists what is wrong in the draft, over the dialog that asks whether
// to save it.
func (m *model) listWrong() {
	list := findings.New(m.theme, m.aboutRule, func(f diag.Finding, term string) bool {
		return m.list.Matches(draft.EndpointOf(f.Pointer), term)
	})
	list.SetFindings(m.found, "")
	list.Look("Still wrong after this save")
	m.open(list, large)
}
