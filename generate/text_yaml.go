package generate

import (
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// textYAML is a YAML file with all changes made. Its values may hang together by
// anchors, so that no endpoint is edited by itself: the first changes of all
// endpoints are made together, then the second ones, and so on. The result has
// to mean what the same merge makes of the file written as JSON.
func (m *merge) textYAML() (string, error) {
	refused := func(err error) (string, error) {
		return "", fmt.Errorf("%q cannot be merged into: %w", m.disk.Source.Name, err)
	}
	doc, err := m.stepsYAML(m.disk)
	if err != nil {
		return refused(err)
	}
	if doc, err = m.listYAML(doc); err != nil {
		return refused(err)
	}
	if doc, err = m.service(doc); err != nil {
		return refused(err)
	}
	if doc == m.disk {
		return doc.Source.Text, nil
	}
	inJSON, err := Merge(config.Parse("", []byte(config.Compact(m.disk.Root))), m.base, m.res, m.opts)
	if err != nil {
		return refused(err)
	}
	if doc.Root == nil || !same(doc.Root, parseOwn(string(inJSON.Config))) {
		return refused(errAmbiguous)
	}
	return doc.Source.Text, nil
}

var errAmbiguous = &UsageError{Message: "it is written in a way that cannot be edited safely", Hint: "convert it to JSON, or write its aliases and merge keys out"}

// stepsYAML makes the changes within endpoints.
func (m *merge) stepsYAML(doc *config.Document) (*config.Document, error) {
	member := m.disk.Service().Member("endpoints")
	if member == nil {
		return doc, nil
	}
	list := "/" + syntax.EscapeToken(member.Name)
	at, _ := m.places(member.Value)
	for round, more := 0, true; more; round++ {
		more = false
		var edits []syntax.Edit
		for o, steps := range m.steps {
			if round >= len(steps) {
				continue
			}
			more = true
			made, err := steps[round].edits(doc, syntax.Index(list, at[o.node]))
			if err != nil {
				return nil, err
			}
			edits = append(edits, made...)
		}
		var err error
		if doc, err = doc.Apply(edits...); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

// listYAML takes endpoints away and adds the new ones.
func (m *merge) listYAML(doc *config.Document) (*config.Document, error) {
	if len(m.added)+len(m.removed) == 0 {
		return doc, nil
	}
	member := m.disk.Service().Member("endpoints")
	if member == nil {
		return applied(doc)(doc.Set("/endpoints", m.addedList()))
	}
	list, pointer := member.Value, "/"+syntax.EscapeToken(member.Name)
	if len(m.removed) == len(list.Items()) {
		return applied(doc)(doc.Set(pointer, m.addedList()))
	}
	at, gone := m.places(list)
	doc, err := withoutItems(doc, pointer, gone)
	if err != nil {
		return nil, err
	}
	var edits []syntax.Edit
	for i, slot := range m.slots(at, gone) {
		for _, is := range gone[:slot] {
			if is {
				slot--
			}
		}
		insert, err := doc.Insert(pointer, slot, config.Compact(m.added[i].node))
		if err != nil {
			return nil, err
		}
		edits = append(edits, insert...)
	}
	return applied(doc)(edits, nil)
}

// withoutItems takes items out of a list that keeps at least one: all at once
// where they stand apart, such as on lines of their own, else one by one.
func withoutItems(doc *config.Document, pointer string, gone []bool) (*config.Document, error) {
	var all []syntax.Edit
	for i, is := range gone {
		if !is {
			continue
		}
		edits, err := doc.Remove(syntax.Index(pointer, i))
		if err != nil {
			return nil, err
		}
		all = append(all, edits...)
	}
	if next, err := doc.Apply(all...); err == nil {
		return next, nil
	}
	for i, is := range slices.Backward(gone) {
		if !is {
			continue
		}
		var err error
		if doc, err = applied(doc)(doc.Remove(syntax.Index(pointer, i))); err != nil {
			return nil, err
		}
	}
	return doc, nil
}

func applied(doc *config.Document) func([]syntax.Edit, error) (*config.Document, error) {
	return func(edits []syntax.Edit, err error) (*config.Document, error) {
		if err != nil {
			return nil, err
		}
		return doc.Apply(edits...)
	}
}
