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
	"github.com/gatewright/gatewright/tui/ui"
)

// keepOne is the answer that keeps one of several members with the same key.
type keepOne struct {
	doc   *config.Document
	label string
	edits []syntax.Edit

	line   int
	value  *syntax.Node
	counts bool // the gateway takes this one
}

// twice returns what there is to keep of a key that stands more than once in an
// object, one of which is to be kept; nothing where it stands once.
func twice(doc *config.Document, object *syntax.Node, name string) []keepOne {
	if object == nil || object.Kind != syntax.Object || doc.Format != syntax.JSON {
		return nil
	}
	var all []int
	for i, mm := range object.Members() {
		if mm.Name == name {
			all = append(all, i)
		}
	}
	if len(all) < 2 {
		return nil
	}
	var list []keepOne
	for n, i := range all {
		drop := slices.DeleteFunc(slices.Clone(all), func(other int) bool { return other == i })
		list = append(list, keepOne{
			doc: doc, label: fmt.Sprintf("keep one %s of %d", name, len(all)), edits: dropMembers(object, drop),
			line: doc.Source.Position(object.Members()[i].Key.Start).Line, value: object.Members()[i].Value, counts: n == len(all)-1,
		})
	}
	return list
}

// twiceAt returns the object and the key that a finding is about which says that
// a key stands twice.
func twiceAt(doc *config.Document, f diag.Finding) (object *syntax.Node, name string) {
	if f.Rule != diag.DuplicateJSONKey || f.Span.Source != doc.Source || doc.Root == nil {
		return nil, ""
	}
	_, nodes := doc.Root.Path(f.Span.Start)
	for _, object := range nodes {
		for _, mm := range object.Members() {
			if mm.Key.Start == f.Span.Start {
				return object, mm.Name
			}
		}
	}
	return nil, ""
}

// String says which one it is.
func (k keepOne) String() string {
	if k.counts {
		return fmt.Sprintf("keep that of line %d, which the gateway takes", k.line)
	}
	return fmt.Sprintf("keep that of line %d", k.line)
}

// askTwice asks which one to keep of a key that stands more than once in an
// object. It reports whether there was something to ask: a change would be of
// one of them, and the user cannot know which.
func (m *model) askTwice(object *syntax.Node, name string) bool {
	list := twice(m.draft.Doc(), object, name)
	if len(list) == 0 {
		return false
	}
	var answers []ask.Answer
	for n, k := range list {
		answers = append(answers, ask.Answer{Key: fmt.Sprint(n + 1), Label: k.String() + ": " + valueInLine(m.theme, name, k.value), Value: k})
	}
	m.open(ask.New(m.theme, "A key that stands twice", fmt.Sprintf("%s stands %d times in one object; what the others say is lost.", config.Quote(name), len(list)), answers...), small)
	return true
}

// valueInLine is a value as a question shows it.
func valueInLine(t *ui.Theme, name string, n *syntax.Node) string {
	text := t.Cut(strings.Join(strings.Fields(n.Span.Text()), " "), 200)
	if t.Reveal {
		return text
	}
	_, masked, _ := strings.Cut(secret.Line(config.Quote(name)+": "+text), ": ")
	return masked
}

// dropMembers takes members of an object out of a JSON text, each with the comma
// that becomes too much. At least one other member stays.
func dropMembers(object *syntax.Node, drop []int) []syntax.Edit {
	var edits []syntax.Edit
	last := len(object.Members()) - 1
	for last >= 0 && slices.Contains(drop, last) {
		last--
	}
	for _, i := range drop {
		if i < last {
			edits = append(edits, syntax.Edit{Start: object.Members()[i].Key.Start, End: object.Members()[i+1].Key.Start})
		}
	}
	if end := len(object.Members()) - 1; last < end {
		edits = append(edits, syntax.Edit{Start: object.Members()[last].Value.End, End: object.Members()[end].Value.End})
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
	if object, name := twiceAt(m.draft.Doc(), f); m.draft.Locked() == "" && m.askTwice(object, name) {
		return
	}
	m.say("this finding has no fix to apply; " + m.theme.KeyOf(keyExplain) + " explains it")
}
