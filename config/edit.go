package config

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

// maxKept bounds, in bytes, the older texts that a tree may hold on to: when they
// are more, all of it is read again.
const maxKept = 256 << 20

// Edits are changes of one document. Every change of a configuration, from a
// lint fix, the generator's merge or the editor, is a list of them; the bytes
// that none names stay as they are.
//
// Values are given as JSON text. They are laid out with the indentation and
// the line endings of the document, and in YAML in its style. TOML is edited
// only value by value.

// Apply makes the edits and returns the document that results. Only what an edit
// lies in is read again, see syntax.Reparse, which makes an edit cheap also where the
// document is large. A YAML text with aliases, and any text with a fault, is read
// whole.
func (d *Document) Apply(edits ...syntax.Edit) (*Document, error) {
	if d.mapped {
		return d, fmt.Errorf("%q is made from a template: edit the files that it is made from", d.Source.Name)
	}
	root := d.Root
	if !d.parsed || d.kept > maxKept {
		root = nil
	}
	r, err := syntax.Reparse(d.Source, root, d.problems, edits)
	if err != nil {
		return d, err
	}
	next := newDocument(r.Source, r.Root, r.Problems)
	if r.Kept {
		next.kept = d.kept + len(d.Source.Text)
	}
	return next, nil
}

// Set returns the edits that give the value at a JSON pointer a new text: it is
// replaced, or added to its object when the last key is new.
func (d *Document) Set(pointer, json string) ([]syntax.Edit, error) {
	if n := d.Root.At(pointer); n != nil {
		if y := d.yamlText(); y != nil {
			return y.edit(json, func(v *syntax.Node) ([]syntax.Edit, error) { return y.set(pointer, v) })
		}
		if d.Format == syntax.TOML && (n.Kind >= syntax.Array || strings.HasPrefix(json, "{") || strings.HasPrefix(json, "[")) {
			return nil, d.cannot("replace " + pointer)
		}
		return []syntax.Edit{{Start: n.Start, End: n.End, Text: d.layout(json, n.Start)}}, nil
	}
	parent, key := splitPointer(pointer)
	o := d.Root.At(parent)
	if o == nil || o.Kind != syntax.Object {
		return nil, fmt.Errorf("there is no object at %q to set %q in", parent, key)
	}
	return d.addMember(o, parent, len(o.Members()), key, json)
}

// Insert returns the edits that put a value into the array at a pointer, before
// the element of that index, or at the end.
func (d *Document) Insert(pointer string, index int, json string) ([]syntax.Edit, error) {
	a := d.Root.At(pointer)
	if a == nil || a.Kind != syntax.Array {
		return nil, fmt.Errorf("there is no array at %q", pointer)
	}
	index = min(max(index, 0), len(a.Items()))
	if y := d.yamlText(); y != nil {
		return y.edit(json, func(v *syntax.Node) ([]syntax.Edit, error) { return y.insert(pointer, a, index, "", v) })
	}
	if d.Format == syntax.TOML {
		return nil, d.cannot("insert into " + pointer)
	}
	return d.add(a, index, "", json), nil
}

// InsertMember returns the edits that add a key to the object at a pointer,
// before the member of that index, or at the end.
func (d *Document) InsertMember(pointer string, index int, key, json string) ([]syntax.Edit, error) {
	o := d.Root.At(pointer)
	if o == nil || o.Kind != syntax.Object {
		return nil, fmt.Errorf("there is no object at %q to set %q in", pointer, key)
	}
	return d.addMember(o, pointer, min(max(index, 0), len(o.Members())), key, json)
}

func (d *Document) addMember(o *syntax.Node, pointer string, index int, key, json string) ([]syntax.Edit, error) {
	if y := d.yamlText(); y != nil {
		return y.edit(json, func(v *syntax.Node) ([]syntax.Edit, error) { return y.insert(pointer, o, index, key, v) })
	}
	if d.Format == syntax.TOML {
		return nil, d.cannot("add " + syntax.Join(pointer, key))
	}
	return d.add(o, index, Quote(key)+": ", json), nil
}

// Remove returns the edits that take away the value at a pointer, with its key
// and its comma.
func (d *Document) Remove(pointer string) ([]syntax.Edit, error) {
	parent, key := splitPointer(pointer)
	n := d.Root.At(parent)
	if n == nil || n.At("/"+syntax.EscapeToken(key)) == nil {
		return nil, fmt.Errorf("there is nothing at %q", pointer)
	}
	if d.Format == syntax.TOML {
		return nil, d.cannot("remove " + pointer)
	}
	i := indexIn(n, key)
	if y := d.yamlText(); y != nil {
		return y.remove(parent, n, i)
	}
	return []syntax.Edit{removal(n, elements(n), i)}, nil
}

// Rename returns the edits that give the member at a pointer another key.
func (d *Document) Rename(pointer, key string) ([]syntax.Edit, error) {
	parent, old := splitPointer(pointer)
	m := d.Root.At(parent).Member(old)
	if m == nil {
		return nil, fmt.Errorf("there is no key at %q", pointer)
	}
	text := Quote(key)
	if d.Format != syntax.JSON && m.Key.Text() == m.Name {
		text = YAMLText(key) // bare keys of TOML are as plain
	}
	return []syntax.Edit{{Start: m.Key.Start, End: m.Key.End, Text: text}}, nil
}

// Move returns the edits that put the element at index from of an array at
// index to, as its bytes are. In YAML its comments go along with it. TOML is
// refused.
func (d *Document) Move(pointer string, from, to int) ([]syntax.Edit, error) {
	a := d.Root.At(pointer)
	if a == nil || a.Kind != syntax.Array || from < 0 || from >= len(a.Items()) || to < 0 || to >= len(a.Items()) {
		return nil, fmt.Errorf("there are no elements %d and %d at %q", from, to, pointer)
	}
	if d.Format == syntax.TOML {
		return nil, d.cannot("move in " + pointer)
	}
	order := make([]int, 0, len(a.Items()))
	for i := range a.Items() {
		if i != from {
			order = append(order, i)
		}
	}
	order = append(order[:to], append([]int{from}, order[to:]...)...)
	if y := d.yamlText(); y != nil {
		return y.move(a, order)
	}
	// The elements between change places, the white space and commas stay.
	var edits []syntax.Edit
	for at, i := range order {
		if at != i {
			edits = append(edits, syntax.Edit{Start: a.Items()[at].Start, End: a.Items()[at].End, Text: a.Items()[i].Span.Text()})
		}
	}
	return edits, nil
}

func (d *Document) cannot(what string) error {
	return fmt.Errorf("cannot %s in %q: %s is not edited so, convert it to JSON first", what, d.Source.Name, d.Format)
}

func splitPointer(pointer string) (parent, key string) {
	i := strings.LastIndexByte(pointer, '/')
	if i < 0 {
		return "", pointer
	}
	return pointer[:i], syntax.UnescapeToken(pointer[i+1:])
}

// elements gives the places of the members or items of n.
func elements(n *syntax.Node) []syntax.Span {
	var spans []syntax.Span
	for _, m := range n.Members() {
		spans = append(spans, m.Span())
	}
	for _, item := range n.Items() {
		spans = append(spans, item.Span)
	}
	return spans
}

func removal(n *syntax.Node, spans []syntax.Span, i int) syntax.Edit {
	switch {
	case len(spans) == 1:
		return syntax.Edit{Start: n.Start + 1, End: n.End - 1}
	case i == 0:
		return syntax.Edit{Start: spans[0].Start, End: spans[1].Start}
	}
	return syntax.Edit{Start: spans[i-1].End, End: spans[i].End}
}

// add puts an element into a container at a place among its elements.
func (d *Document) add(n *syntax.Node, index int, prefix, json string) []syntax.Edit {
	spans := elements(n)
	if len(spans) == 0 {
		outer := d.indentAt(n.Start)
		inner := outer + d.indentUnit()
		text := d.newline() + inner + prefix + d.reindent(json, inner) + d.newline() + outer
		return []syntax.Edit{{Start: n.Start + 1, End: n.End - 1, Text: text}}
	}
	// The white space between the opening bracket and the first element tells
	// how elements are set apart.
	gap := d.Source.Text[n.Start+1 : spans[0].Start]
	if strings.TrimSpace(gap) != "" {
		gap = d.newline() + d.indentAt(n.Start) + d.indentUnit()
	}
	indent := d.indentAt(n.Start)
	if i := strings.LastIndexByte(gap, '\n'); i >= 0 {
		indent = gap[i+1:]
	} else if gap == "" {
		gap = " "
	}
	json = d.reindent(json, indent)
	text := prefix + json
	if index >= len(spans) {
		end := spans[len(spans)-1].End
		return []syntax.Edit{{Start: end, End: end, Text: "," + gap + text}}
	}
	return []syntax.Edit{{Start: spans[index].Start, End: spans[index].Start, Text: text + "," + gap}}
}

func (d *Document) newline() string {
	if i := strings.IndexByte(d.Source.Text, '\n'); i > 0 && d.Source.Text[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// indentUnit is what one level of the document is indented by.
func (d *Document) indentUnit() string {
	if d.Root != nil {
		outer := d.indentAt(d.Root.Start)
		for _, m := range d.Root.Members() {
			if unit := strings.TrimPrefix(d.indentAt(m.Key.Start), outer); unit != "" {
				return unit
			}
		}
	}
	return "  "
}

// indentAt is the white space that the line of an offset starts with.
func (d *Document) indentAt(offset int) string {
	line, _ := d.Source.Line(d.Source.Position(offset).Line)
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
}

func (d *Document) layout(json string, at int) string {
	return d.reindent(json, d.indentAt(at))
}

// reindent lays out a JSON text over several lines, two blanks a level, with
// the document's indentation below indent. A text of one line stays as it is.
func (d *Document) reindent(json, indent string) string {
	if !strings.Contains(json, "\n") {
		return json
	}
	unit := d.indentUnit()
	lines := strings.Split(strings.ReplaceAll(json, "\r\n", "\n"), "\n")
	for i, line := range lines {
		rest := strings.TrimLeft(line, " ")
		if i > 0 {
			lines[i] = indent + strings.Repeat(unit, (len(line)-len(rest))/2) + rest
		}
	}
	return strings.Join(lines, d.newline())
}
