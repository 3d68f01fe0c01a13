package tui

import (
	"fmt"

	"github.com/gatewright/gatewright/config/syntax"
)

// fixAll shows what all safe fixes would change, and asks.
func (p *plain) fixAll(string) error {
	doc := p.draft.Doc()
	edits, notes := fixesOf(doc, safelyFixed(p.found))
	if len(notes) == 0 {
		p.say("There is no safe fix to apply.")
		return nil
	}
	for _, n := range notes {
		p.say("%s", n)
	}
	after, err := syntax.Apply(doc.Source.Text, edits)
	if err != nil {
		return err
	}
	p.compare(doc.Source.Text, after)
	if ok, err := p.agree("apply them"); !ok || err != nil {
		return err
	}
	err = p.draft.Replace(fmt.Sprintf("apply %d fixes", len(notes)), after)
	if err == nil {
		p.draft.Annotate(mending(p.opts.Path, "", true))
	}
	return p.did(err)
}
