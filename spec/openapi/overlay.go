package openapi

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// RuleOverlay is the id of findings about overlays.
const RuleOverlay = "spec-overlay"

// overlay changes the main document as an overlay (OpenAPI Overlay
// Specification 1.0) says: each of its actions updates or removes what its
// target selects. References in it are relative to the document that it
// changes.
func (r *reader) overlay(doc *document, name string) error {
	data, err := readFile(name)
	if err != nil {
		return err
	}
	src := syntax.NewSource(name, data)
	root, problems := syntax.Parse(src)
	for _, p := range problems {
		if p.Code != syntax.DuplicateKey && p.Code != syntax.ByteOrderMark {
			return &Error{Name: name, Span: p.Span, Message: p.Message, Hint: p.Hint}
		}
	}
	actions := root.Get("actions")
	if root.Get("overlay") == nil || actions == nil || actions.Kind != syntax.Array {
		return &Error{Name: name, Span: root.Span, Message: "it is no overlay", Hint: "an overlay has overlay: 1.0.0 and a list of actions"}
	}
	r.docs[src] = doc
	r.overlays = append(r.overlays, src)
	var failed []error
	for i, action := range actions.Items() {
		if err := r.action(doc, action, syntax.Index("/actions", i)); err != nil {
			err.Name = name
			failed = append(failed, err)
		}
	}
	return errors.Join(failed...)
}

// action makes one change.
func (r *reader) action(doc *document, action *syntax.Node, pointer string) *Error {
	at := action.Get("target")
	if at == nil || at.Kind != syntax.String {
		return &Error{Span: action.Span, Message: "an action has no target"}
	}
	for _, m := range action.Members() {
		if !slices.Contains([]string{"target", "description", "update", "remove"}, m.Name) && !isExtension(m.Name) {
			return &Error{Span: m.Key, Message: fmt.Sprintf("an action has no key %q", m.Name), Hint: "it is one of target, description, update, remove"}
		}
	}
	query, err := parseJSONPath(at.Text)
	if err != nil {
		return &Error{Span: at.Span, Message: fmt.Sprintf("target %q cannot be followed: %s", at.Text, err), Hint: jsonPathHint}
	}
	found := query.find(doc.root)
	if len(found) == 0 {
		r.overlayWarnings = append(r.overlayWarnings, diag.Finding{
			Rule: RuleOverlay, Severity: diag.Warning, Effect: diag.Untidy, Span: at.Span, Pointer: pointer,
			Message: fmt.Sprintf("target %q selects nothing", at.Text),
		})
	}
	switch update := action.Get("update"); {
	case truth(action.Get("remove")):
		// From the end, so that the places of what is left stay.
		for _, place := range slices.Backward(found) {
			if len(place) == 0 {
				return &Error{Span: at.Span, Message: "the whole document cannot be removed"}
			}
			doc.root = without(doc.root, place)
		}
	case update != nil:
		for _, place := range found {
			to := nodeAt(doc.root, place)
			if to.Kind != syntax.Object && to.Kind != syntax.Array {
				return &Error{Span: at.Span, Message: fmt.Sprintf("target %q is %s, only objects and lists can be updated", at.Text, to.Kind)}
			}
			doc.root = replaced(doc.root, place, updated(to, update))
		}
	}
	return nil
}

func isExtension(key string) bool { return len(key) > 2 && key[:2] == "x-" }

// updated merges an update into a value: objects member by member, lists by
// adding to their end, and everything else by taking the update.
func updated(to, update *syntax.Node) *syntax.Node {
	if to.Kind == syntax.Array {
		more := []*syntax.Node{update}
		if update.Kind == syntax.Array {
			more = update.Items()
		}
		grown := to.Copy()
		for _, item := range more {
			grown.AddItem(item)
		}
		return grown
	}
	if to.Kind != syntax.Object || update.Kind != syntax.Object {
		return update
	}
	merged := to.Copy()
	for _, m := range update.Members() {
		i := slices.IndexFunc(merged.Members(), func(have syntax.Member) bool { return have.Name == m.Name })
		if i < 0 {
			merged.AddMember(m)
			continue
		}
		if have := merged.Members()[i].Value; have != nil && (have.Kind == syntax.Object || have.Kind == syntax.Array) && have.Kind == m.Value.Kind {
			merged.Members()[i].Value = updated(have, m.Value)
			continue
		}
		merged.Members()[i] = m
	}
	return merged
}

// treePlace is the way from a root to a value: at each level the index of a member
// or an item.
type treePlace []int

func nodeAt(n *syntax.Node, place treePlace) *syntax.Node {
	for _, i := range place {
		n = children(n)[i]
	}
	return n
}

func children(n *syntax.Node) []*syntax.Node {
	if n == nil || n.Kind != syntax.Object {
		if n == nil {
			return nil
		}
		return n.Items()
	}
	list := make([]*syntax.Node, len(n.Members()))
	for i, m := range n.Members() {
		list[i] = m.Value
	}
	return list
}

// replaced is a tree with another value at one place; what is beside the way
// there is shared.
func replaced(n *syntax.Node, place treePlace, value *syntax.Node) *syntax.Node {
	if len(place) == 0 {
		return value
	}
	changed := n.Copy()
	i := place[0]
	if n.Kind == syntax.Object {
		changed.Members()[i].Value = replaced(n.Members()[i].Value, place[1:], value)
	} else {
		changed.Items()[i] = replaced(n.Items()[i], place[1:], value)
	}
	return changed
}

// without is a tree that lacks the value at one place.
func without(n *syntax.Node, place treePlace) *syntax.Node {
	last := len(place) - 1
	parent := nodeAt(n, place[:last])
	changed := parent.Copy()
	if parent.Kind == syntax.Object {
		changed.SetMembers(slices.Delete(changed.Members(), place[last], place[last]+1))
	} else {
		changed.SetItems(slices.Delete(changed.Items(), place[last], place[last]+1))
	}
	return replaced(n, place[:last], changed)
}
