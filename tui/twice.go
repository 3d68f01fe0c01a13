package tui

import (
	"fmt"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/secret"
)

// keepOne is the answer that keeps one of several members with the same key.
type keepOne struct {
	doc   *config.Document
	label string
	edits []syntax.Edit
}

// askTwice asks which one to keep of a key that stands more than once in an
// object. It reports whether there was something to ask: a change would be of
// one of them, and the user cannot know which.
func (m *model) askTwice(object *syntax.Node, name string) bool {
	doc := m.draft.Doc()
	if object == nil || object.Kind != syntax.Object || doc.Format != syntax.JSON {
		return false
	}
	var all []int
	for i, mm := range object.Members {
		if mm.Name == name {
			all = append(all, i)
		}
	}
	if len(all) < 2 {
		return false
	}
	var answers []ask.Answer
	for n, i := range all {
		line := doc.Source.Position(object.Members[i].Key.Start).Line
		label := fmt.Sprintf("keep that of line %d: %s", line, m.valueInLine(name, object.Members[i].Value))
		if n == len(all)-1 {
			label = fmt.Sprintf("keep that of line %d, which the gateway takes: %s", line, m.valueInLine(name, object.Members[i].Value))
		}
		drop := slices.DeleteFunc(slices.Clone(all), func(other int) bool { return other == i })
		answers = append(answers, ask.Answer{
			Key: fmt.Sprint(n + 1), Label: label,
			Value: keepOne{doc, fmt.Sprintf("keep one %s of %d", name, len(all)), dropMembers(object, drop)},
		})
	}
	m.open(ask.New(m.theme, "A key that stands twice", fmt.Sprintf("%s stands %d times in one object; what the others say is lost.", config.Quote(name), len(all)), answers...), small)
	return true
}

// valueInLine is a value as a question shows it.
func (m *model) valueInLine(name string, n *syntax.Node) string {
	text := m.theme.Cut(strings.Join(strings.Fields(n.Span.Text()), " "), 200)
	if m.theme.Reveal {
		return text
	}
	_, masked, _ := strings.Cut(secret.Line(config.Quote(name)+": "+text), ": ")
	return masked
}

// dropMembers takes members of an object out of a JSON text, each with the comma
// that becomes too much. At least one other member stays.
func dropMembers(object *syntax.Node, drop []int) []syntax.Edit {
	var edits []syntax.Edit
	last := len(object.Members) - 1
	for last >= 0 && slices.Contains(drop, last) {
		last--
	}
	for _, i := range drop {
		if i < last {
			edits = append(edits, syntax.Edit{Start: object.Members[i].Key.Start, End: object.Members[i+1].Key.Start})
		}
	}
	if end := len(object.Members) - 1; last < end {
		edits = append(edits, syntax.Edit{Start: object.Members[last].Value.End, End: object.Members[end].Value.End})
	}
	return edits
}

// keepTheOne keeps the member that was chosen.
func (m *model) keepTheOne(k keepOne) tea.Cmd {
	if k.doc != m.draft.Doc() {
		m.warn("the draft has changed meanwhile; try again")
		return nil
	}
	return m.changed(m.draft.Do(k.label, "", k.edits))
}

// mend does what can be done about a finding without a fix.
func (m *model) mend(f diag.Finding) {
	doc := m.draft.Doc()
	if f.Rule == diag.DuplicateJSONKey && f.Span.Source == doc.Source && doc.Root != nil && m.draft.Locked() == "" {
		_, nodes := doc.Root.Path(f.Span.Start)
		for _, object := range nodes {
			for _, mm := range object.Members {
				if mm.Key.Start == f.Span.Start && m.askTwice(object, mm.Name) {
					return
				}
			}
		}
	}
	m.say("this finding has no fix to apply; " + m.theme.KeyOf(keyExplain) + " explains it")
}
