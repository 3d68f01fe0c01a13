package tui

import (
	"errors"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/tui/try"
)

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
	from, err := p.opts.named(source)
	if err != nil {
		return err
	}
	r, err := p.asked(formFor(p.book, at.Endpoint))
	if err != nil {
		return err
	}
	sent, err := p.send(at.Endpoint, r, from)
	if err != nil {
		return err
	}
	for _, line := range sent.Answer.Text(true) {
		p.say("%s", p.private(line))
	}
	if sent.Answer.Lacks() {
		p.say("stand-in adds static data for what is missing.")
	}
	return nil
}

// asked asks for what a request takes.
func (p *plain) asked(r try.Request) (try.Request, error) {
	for _, part := range []struct {
		kind, any string
		pairs     []try.Pair
	}{{"path", "", r.Params}, {"query", "any query, as a=1&b=2", r.Query}, {"header", "any headers, as A: 1 | B: 2", r.Headers}} {
		for i := range part.pairs {
			pair := &part.pairs[i]
			what := part.kind + " " + pair.Name
			if pair.Name == try.Any {
				what = part.any
			}
			if pair.Value != "" {
				what += ", empty is " + pair.Value
			}
			text, err := p.ask(what)
			if err != nil {
				return r, err
			}
			if text != "" {
				pair.Value = text
			}
		}
	}
	if r.HasBody() {
		what := "body"
		if r.Body != "" {
			what += ", empty is " + p.private(r.Body)
		}
		text, err := p.ask(what)
		if err != nil {
			return r, err
		}
		if text != "" {
			r.Body = text
		}
	}
	return r, nil
}

// send sends a request through the draft, and remembers what came of it.
func (p *plain) send(e *config.Endpoint, r try.Request, from try.Source) (try.Sent, error) {
	req, err := r.HTTP(p.ctx)
	if err != nil {
		return try.Sent{}, err
	}
	answer, err := sendThrough(p.ctx, p.opts.sender(from), p.draft.Doc(), r.Endpoint, req)
	if err != nil {
		return try.Sent{}, err
	}
	sent := try.Sent{Request: r, From: from, Answer: answer}
	p.tried = &try.Save{Request: r, Answer: answer}
	p.of = e.ID()
	p.answers.add(p.of, sent)
	return sent, nil
}

// diffTry says in what the last answer differs from the one before of the same
// endpoint.
func (p *plain) diffTry(string) error {
	if _, err := p.lastTry(); err != nil {
		return err
	}
	now, before := p.answers.last(p.of), p.answers.before(p.of)
	if before == nil {
		return errors.New("there is nothing to compare with: try it again")
	}
	for _, line := range now.Changes(*before) {
		switch sign, rest, _ := strings.Cut(line, " "); {
		case sign == "+":
			p.say("new: %s", p.private(rest))
		case sign == "-":
			p.say("old: %s", p.private(rest))
		case sign != "" && line != "":
			p.say("%s", p.private(line))
		}
	}
	return nil
}

// standIn adds static data for what is missing of the answer to the last request.
func (p *plain) standIn(string) error {
	if _, err := p.lastTry(); err != nil {
		return err
	}
	sent := *p.answers.last(p.of)
	e, err := standInFor(p.draft, p.of, sent)
	if err != nil {
		return err
	}
	parts := p.opts.standIns(p.ctx, p.book, p.draft.Doc(), e, sent, p.answers.whole(p.of))
	_, err = putStandIns(p.draft, e, sent.Answer.Failed(), parts)
	if err == nil {
		p.say("%s. Here: %s", strings.ToUpper(aboutStandIn[:1])+aboutStandIn[1:], try.Object(parts))
	}
	return p.did(err)
}

// prove sends the request that shows what a finding is about, with the documents
// answering for the backends.
func (p *plain) prove(rest string) error {
	i, err := p.finding(rest)
	if err != nil {
		return err
	}
	f := p.found[i]
	e, err := p.opts.provable(p.draft, p.book, f)
	if err != nil {
		return err
	}
	var answer *try.Answer
	sent, err := p.send(e, formFor(p.book, e), try.Documents)
	if err == nil {
		answer = sent.Answer
	}
	p.say("%s: %s.", f.Rule, p.private(proof(f, answer, err, "->")))
	return nil
}
