package tui

import (
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/page"
	"github.com/gatewright/gatewright/tui/ui"
)

// explain opens the page of the rule of a finding.
func (m *model) explain(f diag.Finding) {
	t := m.theme
	text := []page.Line{
		{Text: t.Private(f.Message), Style: t.Title}, {},
		{Text: f.Severity.String() + ": " + effect(f.Effect), Style: t.Severity(f.Severity)}, {},
	}
	for _, n := range m.findings.Notes(f) {
		label := fmt.Sprintf("%-7s  ", n.Label)
		text = append(text, page.Line{Text: label + t.Private(n.Text), Style: n.Style, Hang: len(label)})
	}
	title := f.Rule
	if m.opts.Explain != nil {
		if p, ok := m.opts.Explain(f.Rule); ok {
			text = append(text, page.Line{})
			text = append(text, m.pageOf(p, f.Hint)...)
		}
	}
	p := page.New(t, title, text)
	if len(m.overlays) == 0 { // below another dialog the draft must not change
		p.Offer(offered(keysOfFinding(f), m.draft.Locked() != "")...)
		m.explained = &f
	}
	m.open(p, large)
}

// pageOf is the page of a rule; a hint that was given already is left out of it.
func (m *model) pageOf(p RulePage, given string) []page.Line {
	t := m.theme
	text := []page.Line{{Text: p.Summary}, {}}
	text = append(text, paragraphs(p.Why, ui.Style{})...)
	if p.Fix != "" && p.Fix != given {
		text = append(text, page.Line{}, page.Line{Text: "fix: " + p.Fix, Style: t.Good})
	}
	for _, part := range []struct{ title, text string }{{"Bad", p.Bad}, {"Good", p.Good}} {
		if part.text != "" {
			text = append(text, page.Line{}, page.Line{Text: part.title, Style: t.Title})
			text = append(text, paragraphs(part.text, t.Dim)...)
		}
	}
	return text
}

// keysOfFinding are the keys that do something about a finding on the page of its
// rule.
func keysOfFinding(f diag.Finding) []ui.Binding {
	var keys []ui.Binding
	if len(f.Fixes) > 0 {
		fix := keyFix
		fix.Short = "fix"
		keys = append(keys, fix)
	}
	if draft.EndpointOf(f.Pointer) >= 0 {
		prove := keyTry
		prove.Short, prove.Long = "prove", "prove it: send a request to the endpoint, with the documents answering for the backends"
		keys = append(keys, prove)
	}
	ignore := keyIgnore
	ignore.Short = "ignore"
	return append(keys, ignore)
}

// onPage does what a key on the page of a rule says about the finding.
func (m *model) onPage(action string) tea.Cmd {
	if m.explained == nil {
		return nil
	}
	f := *m.explained
	if action == keyTry.Name {
		return m.prove(f)
	}
	m.shut()
	m.explained = nil
	if action == keyIgnore.Name {
		m.askReason([]diag.Finding{f})
		return nil
	}
	return m.fix(f, f.Fixes[0])
}

// aboutRule is what the page of a finding's rule says, a paragraph each.
func (m *model) aboutRule(f diag.Finding) []string {
	text := []string{"effect: " + effect(f.Effect)}
	if m.opts.Explain == nil {
		return text
	}
	p, ok := m.opts.Explain(f.Rule)
	if !ok {
		return text
	}
	return append(append(text, "", p.Summary, ""), strings.Split(strings.TrimSpace(p.Why), "\n")...)
}

func paragraphs(s string, style ui.Style) []page.Line {
	var lines []page.Line
	for _, line := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		lines = append(lines, page.Line{Text: line, Style: style})
	}
	return lines
}

func effect(e diag.Effect) string {
	switch e {
	case diag.Refused:
		return "the gateway does not start"
	case diag.Fails:
		return "the request fails"
	case diag.Wrong:
		return "the answer is a 200 that is wrong"
	case diag.Unsafe:
		return "something is open, leaked or unlimited"
	}
	return "it works all the same"
}
