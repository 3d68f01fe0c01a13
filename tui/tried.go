package tui

import (
	"slices"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/try"
)

// remembered is of how many endpoints the answers are held that were tried last.
const remembered = 16

// tried holds what endpoints have answered to this editor: the answer now and
// the one before, with the files that their bodies lie in. The zero value holds
// nothing.
type tried struct {
	of    map[diag.Endpoint]*answers
	order []diag.Endpoint // the one tried last at the end
}

// answers are those of one endpoint.
type answers struct {
	now, before *try.Sent
	// whole are the members of the last answer to which every backend has
	// contributed.
	whole []try.Part
}

// last returns what an endpoint has answered last, nil for nothing.
func (t *tried) last(id diag.Endpoint) *try.Sent {
	if a := t.of[id]; a != nil {
		return a.now
	}
	return nil
}

// before returns what an endpoint has answered before that, nil for nothing.
func (t *tried) before(id diag.Endpoint) *try.Sent {
	if a := t.of[id]; a != nil {
		return a.before
	}
	return nil
}

// whole returns the members of the last complete answer of an endpoint.
func (t *tried) whole(id diag.Endpoint) []try.Part {
	if a := t.of[id]; a != nil {
		return a.whole
	}
	return nil
}

// add notes what an endpoint has answered, and lets go of what is two answers old.
func (t *tried) add(id diag.Endpoint, sent try.Sent) {
	a := t.of[id]
	if a == nil {
		a = &answers{}
		if t.of == nil {
			t.of = map[diag.Endpoint]*answers{}
		}
		t.of[id] = a
	}
	t.order = append(slices.DeleteFunc(t.order, func(other diag.Endpoint) bool { return other == id }), id)
	for len(t.order) > remembered {
		t.forget(t.order[0])
	}
	a.before.Discard()
	a.before, a.now = a.now, &sent
	if parts := sent.Answer.Parts(); parts != nil && sent.Answer.Status < 300 && len(sent.Answer.Failed()) == 0 {
		a.whole = parts
	}
}

func (t *tried) forget(id diag.Endpoint) {
	if a := t.of[id]; a != nil {
		a.before.Discard()
		a.now.Discard()
	}
	delete(t.of, id)
	t.order = slices.DeleteFunc(t.order, func(other diag.Endpoint) bool { return other == id })
}

// end forgets all, and takes away the files that are not kept.
func (t *tried) end() {
	for len(t.order) > 0 {
		t.forget(t.order[0])
	}
}
