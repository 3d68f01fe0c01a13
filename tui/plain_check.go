package tui

import (
	"errors"
	"fmt"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/try"
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

// try sends a request through the draft and says what came of it.
func (p *plain) try(rest string) error {
	if p.opts.Send == nil {
		return errors.New("nothing can be tried here")
	}
	at, source, err := p.placed(rest)
	switch {
	case err != nil:
		return err
	case at.Endpoint == nil:
		return errors.New("name an endpoint by its number")
	}
	send, err := p.opts.named(source)
	if err != nil {
		return err
	}
	r := try.FormFor(at.Endpoint)
	for _, part := range []struct {
		kind  string
		pairs []try.Pair
	}{{"path", r.Params}, {"query", r.Query}, {"header", r.Headers}} {
		for i := range part.pairs {
			pair := &part.pairs[i]
			what := part.kind + " " + pair.Name
			if pair.Value != "" {
				what += ", empty is " + pair.Value
			}
			text, err := p.ask(what)
			if err != nil {
				return err
			}
			if text != "" {
				pair.Value = text
			}
		}
	}
	if r.HasBody() {
		if r.Body, err = p.ask("body"); err != nil {
			return err
		}
	}
	req, err := r.HTTP(p.ctx)
	if err != nil {
		return err
	}
	answer, err := sendThrough(p.ctx, send, p.draft.Doc(), r.Endpoint, req)
	if err != nil {
		return err
	}
	p.tried = &try.Save{Request: r, Answer: answer}
	for _, line := range answer.Text(true) {
		p.say("%s", p.private(line))
	}
	return nil
}
