package draft

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
)

// Set gives a field of an object a value, as JSON text. The field keeps the
// spelling of its key that the file has.
func (d *Draft) Set(object config.Object, name, json string) error {
	name = spelled(object, name)
	pointer := object.Field(name)
	edits, err := d.doc.Set(pointer, json)
	if err != nil {
		return err
	}
	return d.Do("set "+name, pointer, edits)
}

// SetAll gives a field of several objects, none within another, one value, as
// one step.
func (d *Draft) SetAll(label string, objects []config.Object, name, json string) error {
	return d.all(label, objects, name, func(pointer string) ([]syntax.Edit, error) { return d.doc.Set(pointer, json) })
}

// UnsetAll takes a field out of several objects, none within another, as one
// step.
func (d *Draft) UnsetAll(label string, objects []config.Object, name string) error {
	return d.all(label, objects, name, func(pointer string) ([]syntax.Edit, error) {
		if d.doc.Root.At(pointer) == nil {
			return nil, nil
		}
		return d.doc.Remove(pointer)
	})
}

func (d *Draft) all(label string, objects []config.Object, name string, change func(pointer string) ([]syntax.Edit, error)) error {
	if len(objects) == 0 {
		return ErrNoChange
	}
	var edits []syntax.Edit
	for _, o := range objects {
		more, err := change(o.Field(spelled(o, name)))
		if err != nil {
			return err
		}
		edits = append(edits, more...)
	}
	return d.Do(label, objects[0].Pointer, edits)
}

// SetList gives a field of an object a list of strings. Elements that stay keep
// their bytes: only those between the common start and the common end change.
func (d *Draft) SetList(object config.Object, name string, items []string) error {
	name = spelled(object, name)
	pointer := object.Field(name)
	old := d.doc.Root.At(pointer)
	if old == nil || old.Kind != syntax.Array || len(old.Items()) == 0 || len(items) == 0 || d.doc.Format != syntax.JSON {
		return d.Set(object, name, JSONList(items))
	}
	same := func(i, j int) bool { return old.Items()[i].Kind == syntax.String && old.Items()[i].Text == items[j] }
	from := 0
	for from < len(old.Items()) && from < len(items) && same(from, from) {
		from++
	}
	end := 0
	for end < len(old.Items())-from && end < len(items)-from && same(len(old.Items())-1-end, len(items)-1-end) {
		end++
	}
	add := items[from : len(items)-end]
	drop := len(old.Items()) - end - from
	return d.steps("set "+name, pointer, func(step func([]syntax.Edit, error) error) error {
		for i := range add {
			at := from + i
			var err error
			if i < drop {
				err = step(d.doc.Set(syntax.Index(pointer, at), config.Quote(add[i])))
			} else {
				err = step(d.doc.Insert(pointer, at, config.Quote(add[i])))
			}
			if err != nil {
				return err
			}
		}
		for i := len(add); i < drop; i++ {
			if err := step(d.doc.Remove(syntax.Index(pointer, from+len(add)))); err != nil {
				return err
			}
		}
		return nil
	})
}

// Pair is one entry of an object of strings.
type Pair struct{ Name, Value string }

// SetTable gives a field of an object an object of strings. Entries that stay
// keep their bytes.
func (d *Draft) SetTable(object config.Object, name string, pairs []Pair) error {
	name = spelled(object, name)
	pointer := object.Field(name)
	old := d.doc.Root.At(pointer)
	if old == nil || old.Kind != syntax.Object || len(old.Members()) == 0 || d.doc.Format != syntax.JSON || !samePrefix(old, pairs) {
		return d.Set(object, name, JSONTable(pairs))
	}
	return d.steps("set "+name, pointer, func(step func([]syntax.Edit, error) error) error {
		for i := len(old.Members()) - 1; i >= 0; i-- {
			m := old.Members()[i]
			if !slices.ContainsFunc(pairs, func(p Pair) bool { return p.Name == m.Name }) {
				if err := step(d.doc.Remove(syntax.Join(pointer, m.Name))); err != nil {
					return err
				}
			}
		}
		for _, p := range pairs {
			at := syntax.Join(pointer, p.Name)
			if n := d.doc.Root.At(at); n != nil && n.Kind == syntax.String && n.Text == p.Value {
				continue
			}
			if err := step(d.doc.Set(at, config.Quote(p.Value))); err != nil {
				return err
			}
		}
		return nil
	})
}

// samePrefix reports whether pairs are the members of n, some left out, with
// new ones behind them only: what can be written without moving anything.
func samePrefix(n *syntax.Node, pairs []Pair) bool {
	at, fresh := -1, false
	for _, p := range pairs {
		i := slices.IndexFunc(n.Members(), func(m syntax.Member) bool { return m.Name == p.Name })
		switch {
		case i < 0:
			fresh = true
		case fresh || i <= at:
			return false
		default:
			at = i
		}
	}
	return true
}

// Unset takes a field out of an object.
func (d *Draft) Unset(object config.Object, name string) error {
	m := object.Member(name)
	if m == nil {
		return ErrNoChange
	}
	pointer := object.Field(m.Name)
	edits, err := d.doc.Remove(pointer)
	if err != nil {
		return err
	}
	return d.Do("remove "+m.Name, pointer, edits)
}

// Insert puts a value, as JSON text, into the list field of an object; a list
// that is not there yet is made.
func (d *Draft) Insert(label string, object config.Object, name string, index int, json string) error {
	name = spelled(object, name)
	pointer := object.Field(name)
	if d.doc.Root.At(pointer).IsNull() {
		edits, err := d.doc.Set(pointer, "[\n  "+strings.ReplaceAll(json, "\n", "\n  ")+"\n]")
		if err != nil {
			return err
		}
		return d.as("add", d.Do(label, syntax.Index(pointer, 0), edits))
	}
	edits, err := d.doc.Insert(pointer, index, json)
	if err != nil {
		return err
	}
	return d.as("add", d.Do(label, syntax.Index(pointer, index), edits))
}

// InsertAll puts several values into the list field of an object, one behind the
// other, as one step. The first one may make the list, and shows how the others
// are laid out.
func (d *Draft) InsertAll(label string, object config.Object, name string, index int, items []string) error {
	if len(items) == 0 {
		return ErrNoChange
	}
	pointer := object.Field(spelled(object, name))
	return d.Group(label, syntax.Index(pointer, index), func() error {
		if err := d.Insert(label, object, name, index, items[0]); err != nil {
			return err
		}
		var edits []syntax.Edit
		for _, json := range items[1:] {
			one, err := d.doc.Insert(pointer, index+1, json)
			if err != nil {
				return err
			}
			edits = append(edits, one...)
		}
		if len(edits) == 0 {
			return nil
		}
		return d.Do(label, pointer, edits)
	})
}

// Remove takes the values at pointers away, all in one step. None may lie
// within another.
func (d *Draft) Remove(label string, pointers ...string) error {
	// From the end of the document to its start, so that the pointers still to
	// come keep their meaning.
	sorted := slices.Clone(pointers)
	slices.SortFunc(sorted, func(a, b string) int {
		na, nb := d.doc.Root.At(a), d.doc.Root.At(b)
		if na == nil || nb == nil {
			return strings.Compare(b, a)
		}
		return nb.Start - na.Start
	})
	if len(sorted) == 0 {
		return ErrNoChange
	}
	return d.as("remove", d.steps(label, sorted[len(sorted)-1], func(step func([]syntax.Edit, error) error) error {
		for _, p := range sorted {
			if err := step(d.doc.Remove(p)); err != nil {
				return err
			}
		}
		return nil
	}))
}

// Duplicate puts a copy of a list's element behind it: in JSON byte for byte, else
// without its comments.
func (d *Draft) Duplicate(label, list string, index int) error {
	a := d.doc.Root.At(list)
	if a == nil || a.Kind != syntax.Array || index < 0 || index >= len(a.Items()) {
		return fmt.Errorf("there is no element %d at %q", index, list)
	}
	if d.doc.Format != syntax.JSON {
		edits, err := d.doc.Insert(list, index+1, clip.JSON(a.Items()[index]))
		if err != nil {
			return err
		}
		return d.as("add", d.Do(label, syntax.Index(list, index+1), edits))
	}
	text := d.doc.Source.Text
	gap := text[a.Start+1 : a.Items()[0].Start]
	if index > 0 {
		between := text[a.Items()[index-1].End:a.Items()[index].Start]
		gap = strings.Replace(between, ",", "", 1)
	}
	if strings.TrimSpace(gap) != "" { // a comment stands there
		gap = " "
	}
	item := a.Items()[index]
	edit := syntax.Edit{Start: item.End, End: item.End, Text: "," + gap + item.Span.Text()}
	return d.as("add", d.Do(label, syntax.Index(list, index+1), []syntax.Edit{edit}))
}

// Move puts the element at index from of a list at index to.
func (d *Draft) Move(label, list string, from, to int) error {
	edits, err := d.doc.Move(list, from, to)
	if err != nil {
		return err
	}
	return d.as("move", d.Do(label, syntax.Index(list, to), edits))
}

// Group makes everything that do changes in the draft one step of the history.
// When do fails, nothing is changed.
func (d *Draft) Group(label, pointer string, do func() error) error {
	if d.locked != "" {
		return d.Do(label, pointer, nil)
	}
	doc, past, future := d.doc, len(d.past), d.future
	if err := do(); err != nil {
		d.doc, d.past, d.future = doc, d.past[:past], future
		return err
	}
	if len(d.past) != past+1 {
		after := d.doc.Source.Text
		d.doc, d.past, d.future = doc, d.past[:past], future
		if err := d.Replace(label, after); err != nil {
			return err
		}
	}
	c := &d.past[len(d.past)-1]
	c.Label = label
	c.Pointer = pointer
	c.Op, c.Value = patch(doc, d.doc, pointer)
	return nil
}

// steps is Group for edits that each need the document that the one before
// has left.
func (d *Draft) steps(label, pointer string, do func(step func([]syntax.Edit, error) error) error) error {
	return d.Group(label, pointer, func() error {
		return do(func(edits []syntax.Edit, err error) error {
			if err != nil {
				return err
			}
			return d.Do(label, pointer, edits)
		})
	})
}

// spelled returns the key under which the file has a field.
func spelled(object config.Object, name string) string {
	if m := object.Member(name); m != nil {
		return m.Name
	}
	return name
}

// JSONList writes a list of strings as JSON text, over several lines when it is
// long.
func JSONList(items []string) string {
	quoted := make([]string, len(items))
	for i, item := range items {
		quoted[i] = config.Quote(item)
	}
	line := "[" + strings.Join(quoted, ", ") + "]"
	if len(line) <= 72 {
		return line
	}
	return "[\n  " + strings.Join(quoted, ",\n  ") + "\n]"
}

// JSONTable writes pairs as the JSON text of an object, a line each.
func JSONTable(pairs []Pair) string {
	if len(pairs) == 0 {
		return "{}"
	}
	var b strings.Builder
	b.WriteString("{\n")
	for i, p := range pairs {
		b.WriteString("  " + config.Quote(p.Name) + ": " + config.Quote(p.Value))
		if i < len(pairs)-1 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
	}
	return b.String() + "}"
}

// EndpointOf returns the index of the endpoint that a pointer leads into; -1 for
// any other place.
func EndpointOf(pointer string) int { return indexAfter(pointer, 0, "endpoints") }

// BackendOf returns the index of the backend of an endpoint that a pointer
// leads into; -1 for any other place.
func BackendOf(pointer string) int {
	if EndpointOf(pointer) < 0 {
		return -1
	}
	return indexAfter(pointer, 2, "backend")
}

func indexAfter(pointer string, token int, list string) int {
	rest, ok := strings.CutPrefix(pointer, "/")
	for ; ok && token > 0; token-- {
		_, rest, ok = strings.Cut(rest, "/")
	}
	if !ok {
		return -1
	}
	name, rest, ok := strings.Cut(rest, "/")
	if !ok || !strings.EqualFold(name, list) {
		return -1
	}
	number, _, _ := strings.Cut(rest, "/")
	i, err := strconv.Atoi(number)
	if err != nil || i < 0 {
		return -1
	}
	return i
}
