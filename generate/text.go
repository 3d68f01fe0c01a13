package generate

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// text is the file with all changes made.
func (m *merge) text() (string, error) {
	if m.disk.Format == syntax.YAML {
		return m.textYAML()
	}
	doc := m.disk
	edits, err := m.endpointEdits()
	if err != nil {
		return "", err
	}
	if len(edits) > 0 {
		if doc, err = doc.Apply(edits...); err != nil {
			return "", err
		}
	}
	if doc, err = m.service(doc); err != nil {
		return "", err
	}
	return doc.Source.Text, nil
}

// service merges the fields of the configuration itself. Where nobody knows what
// was generated, the file keeps its own, but for those that an option names.
func (m *merge) service(doc *config.Document) (*config.Document, error) {
	before, now := m.base.Service, m.serviceNow()
	if !m.base.Known() {
		before, now = "{}", m.named()
	}
	f := &fields{}
	f.object("", parseOwn(before), m.disk.Root, parseOwn(now), 0)
	for _, c := range f.conflicts {
		m.find(diag.Error, RuleMergeConflict, nil, c.place, c.pointer, c.String(), "the file keeps its value; change it there if the other is right")
	}
	if len(f.steps) == 0 {
		return doc, nil
	}
	m.change(Change{Kind: Updated, Fields: f.names()})
	return f.make(doc)
}

// named are the fields of the configuration that options name.
func (m *merge) named() string {
	o := &object{}
	for _, field := range parseOwn(m.res.Base.Service).Members() {
		if slices.Contains(m.res.chosen, field.Name) {
			o.raw(field.Name, config.Compact(field.Value))
		}
	}
	return o.String()
}

// serviceNow is the configuration without its endpoints as it was generated
// now, but with those fields of last time that no option names this time: an
// option that is left out is not taken back.
func (m *merge) serviceNow() string {
	if !m.base.Known() {
		return m.res.Base.Service
	}
	before, o := parseOwn(m.base.Service), &object{}
	for _, field := range parseOwn(m.res.Base.Service).Members() {
		if field.Name == "timeout" && before.Get("port") != nil && !slices.Contains(m.res.chosen, "port") {
			o.raw("port", config.Compact(before.Get("port")))
		}
		value := field.Value
		if old := before.Get(field.Name); old != nil && slices.Contains([]string{"name", "timeout"}, field.Name) && !slices.Contains(m.res.chosen, field.Name) {
			value = old
		}
		o.raw(field.Name, config.Compact(value))
	}
	return o.String()
}

// endpointEdits are the edits of the list of endpoints.
func (m *merge) endpointEdits() ([]syntax.Edit, error) {
	member := m.disk.Service().Member("endpoints")
	if member == nil {
		if len(m.added) == 0 {
			return nil, nil
		}
		return m.disk.Set("/endpoints", m.addedList())
	}
	list, pointer := member.Value, "/"+syntax.EscapeToken(member.Name)
	if len(m.removed) == len(list.Items()) {
		if len(m.added)+len(m.removed) == 0 {
			return nil, nil
		}
		return m.disk.Set(pointer, m.addedList())
	}
	var edits []syntax.Edit
	for o, text := range m.edits {
		edits = append(edits, syntax.Edit{Start: o.node.Start, End: o.node.End, Text: text})
	}
	at, gone := m.places(list)
	edits = append(edits, removals(list, gone)...)
	for i, slot := range m.slots(at, gone) {
		insert, err := m.disk.Insert(pointer, slot, dedent(config.LayoutValue(m.added[i].node, "", endpointDepth), endpointDepth))
		if err != nil {
			return nil, err
		}
		edits = append(edits, insert...)
	}
	return edits, nil
}

// places gives the index of each endpoint of the file, and those that go.
func (m *merge) places(list *syntax.Node) (at map[*syntax.Node]int, gone []bool) {
	at = make(map[*syntax.Node]int, len(list.Items()))
	for i, item := range list.Items() {
		at[item] = i
	}
	gone = make([]bool, len(list.Items()))
	for _, o := range m.removed {
		gone[at[o.node]] = true
	}
	return at, gone
}

// addedList is a list of nothing but the endpoints that are new.
func (m *merge) addedList() string {
	var texts []string
	for _, t := range m.added {
		texts = append(texts, config.Compact(t.node))
	}
	return dedent(config.LayoutValue(parseOwn("["+strings.Join(texts, ",")+"]"), "endpoints", 1), 1)
}

// removals are the edits that take elements out of a list that keeps at least
// one, with their commas.
func removals(list *syntax.Node, gone []bool) []syntax.Edit {
	var edits []syntax.Edit
	for i := 0; i < len(gone); i++ {
		if !gone[i] {
			continue
		}
		from := i
		for i+1 < len(gone) && gone[i+1] {
			i++
		}
		if from == 0 {
			edits = append(edits, syntax.Edit{Start: list.Items()[0].Start, End: list.Items()[i+1].Start})
		} else {
			edits = append(edits, syntax.Edit{Start: list.Items()[from-1].End, End: list.Items()[i].End})
		}
	}
	return edits
}

// slots gives for each new endpoint the index of the element that it goes
// before: behind the endpoint that comes before it in a fresh configuration,
// else before that which comes after it, else at the end.
func (m *merge) slots(at map[*syntax.Node]int, gone []bool) []int {
	ours := make(map[*piece]int, len(m.theirs))
	for o, t := range m.partner {
		ours[t] = at[o.node]
	}
	var slots []int
	isNew := make(map[*piece]bool, len(m.added))
	for _, t := range m.added {
		isNew[t] = true
	}
	slot, first := -1, len(gone)
	for _, t := range m.theirs {
		if i, ok := ours[t]; ok {
			first = i
			break
		}
	}
	for _, t := range m.theirs {
		if i, ok := ours[t]; ok {
			slot = i + 1
			continue
		}
		if !isNew[t] {
			continue
		}
		to := slot
		if to < 0 {
			to = first
		}
		for to < len(gone) && gone[to] {
			to++
		}
		slots = append(slots, to)
	}
	return slots
}
