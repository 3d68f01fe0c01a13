package tui

import (
	"fmt"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/krakend"
	"github.com/gatewright/gatewright/tui/ask"
	"github.com/gatewright/gatewright/tui/diffview"
)

// migrate is the answer that shows what a migration would change.
type migrate struct{}

// outdated returns the version of a configuration that the gateway refuses
// because it is too old, 0 for none.
func outdated(doc *config.Document) int {
	if v := doc.Service().Version; v.Set() && v.V > 0 && v.V < 3 {
		return v.V
	}
	return 0
}

// offerMigration asks what to do with a configuration of an earlier version.
func (m *model) offerMigration() {
	version := outdated(m.draft.Doc())
	if version == 0 || m.broken || m.draft.Locked() != "" {
		return
	}
	m.open(ask.New(m.theme, fmt.Sprintf("A configuration of version %d", version),
		fmt.Sprintf("the gateway of today takes version 3 only. Migrating gives namespaces, fields and settings of %s the names that they have now, and leaves every other byte.", m.name()),
		ask.Answer{Key: "m", Label: "migrate; shows what would change first", Value: migrate{}}), small)
}

// showMigration shows what bringing the draft to version 3 would change, and
// what is left to decide.
func (m *model) showMigration() {
	if m.draft.Locked() != "" {
		m.warn(m.draft.Locked())
		return
	}
	step, notes, err := migration(m.draft.Doc())
	switch {
	case err != nil:
		m.warn(err.Error())
		return
	case step.text == m.draft.Doc().Source.Text:
		m.say("there is nothing to migrate")
		return
	}
	if len(notes) > 4 {
		notes = append(notes[:3:3], fmt.Sprintf("and %d more to decide", len(notes)-3))
	}
	m.open(diffview.New(m.theme, step.label, "migrate", notes, diffview.Compare(m.draft.Doc().Source.Text, step.text), step), large)
}

// migration returns the step that brings a document to version 3, and what it
// leaves to decide.
func migration(doc *config.Document) (step replaceText, notes []string, err error) {
	done, err := krakend.Migrate(doc)
	if err != nil {
		return step, nil, err
	}
	for _, c := range done.Changes {
		if c.Decision {
			line := c.Span.Source.Position(c.Span.Start).Line
			notes = append(notes, fmt.Sprintf("to decide: line %d: %s", line, c.Message))
		}
	}
	return replaceText{"migrate to version 3", done.Document.Source.Text, "gatewright migrate -w " + shellWord(doc.Source.Name)}, notes, nil
}

// migrate shows what bringing the draft to version 3 would change, and asks.
func (p *plain) migrate(string) error {
	step, notes, err := migration(p.draft.Doc())
	switch {
	case err != nil:
		return err
	case step.text == p.draft.Doc().Source.Text:
		p.say("There is nothing to migrate.")
		return nil
	}
	for _, n := range notes {
		p.say("%s", n)
	}
	p.compare(p.draft.Doc().Source.Text, step.text)
	if ok, err := p.agree("migrate"); !ok || err != nil {
		return err
	}
	err = p.draft.Replace(step.label, step.text)
	if err == nil {
		p.draft.Annotate(step.command)
	}
	return p.did(err)
}
