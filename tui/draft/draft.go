// Package draft is the configuration that the editor works on: a document, the
// changes made to it since it was read, and what of them is saved. Every change
// goes through the edits of package config, so that bytes which nobody touched
// stay as they are, and every change can be taken back, byte for byte.
//
//	d := draft.New(doc)
//	err := d.Do("set timeout", pointer, edits)
//	d.Undo()
//
// The package reads and writes no files and knows no screen.
package draft

import (
	"cmp"
	"errors"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Change is one step of the history.
type Change struct {
	// Label says in words what was done, such as "set timeout".
	Label string
	// Pointer is where in the document it was done: as it is called after the
	// change for one that was done, where to look again after an undo.
	Pointer string
	// Op and Value say it as a JSON patch does: add, replace, remove or move at
	// Pointer, and the JSON text that stands there then. Op is "" for a change
	// of the text as a whole.
	Op, Value string
	// Command is the command line that does the same, "" where there is none.
	Command string

	forward, back []syntax.Edit
}

// Readable reports whether a document can be edited as a configuration: it has an
// object at its root, and no text that no reader understands. What else the
// gateway refuses, such as a byte order mark, does not matter.
func Readable(doc *config.Document) bool {
	return doc.Root != nil && doc.Root.Kind == syntax.Object &&
		!slices.ContainsFunc(doc.Findings, func(f diag.Finding) bool { return f.Rule == diag.SyntaxError })
}

// Draft is a document with its history. It is not safe for concurrent use; the
// documents it gives out are immutable and may be read anywhere.
type Draft struct {
	doc          *config.Document
	disk         string
	past, future []Change
	saved        int // how long past was when all was saved
	locked       string
}

// ErrNoChange says that the edits leave the document as it is.
var ErrNoChange = errors.New("nothing to change")

// New returns a draft of a document as it is on disk.
func New(doc *config.Document) *Draft {
	return &Draft{doc: doc, disk: doc.Source.Text}
}

// Doc returns the document as it is now.
func (d *Draft) Doc() *config.Document { return d.doc }

// Disk returns the text as it was last read or saved.
func (d *Draft) Disk() string { return d.disk }

// Dirty reports whether the document differs from what is saved.
func (d *Draft) Dirty() bool { return d.doc.Source.Text != d.disk }

// Lock refuses every change from now on, with a reason; "" allows them again.
func (d *Draft) Lock(reason string) { d.locked = reason }

// Locked returns why the draft may not be changed, "" where it may.
func (d *Draft) Locked() string { return d.locked }

// Past returns the changes that can be taken back, the oldest first.
func (d *Draft) Past() []Change { return d.past }

// Do makes edits of the present document, as one step of the history.
func (d *Draft) Do(label, pointer string, edits []syntax.Edit) error {
	if d.locked != "" {
		return errors.New(d.locked)
	}
	before := d.doc.Source.Text
	back := inverse(before, edits)
	doc, err := d.doc.Apply(edits...)
	if err != nil {
		return err
	}
	if doc.Source.Text == before {
		return ErrNoChange
	}
	old := d.doc
	d.doc = doc
	c := Change{Label: label, Pointer: pointer, forward: slices.Clone(edits), back: back}
	c.Op, c.Value = patch(old, doc, pointer)
	d.saved = min(d.saved, len(d.past)) // what was saved behind here is another past
	d.past = append(d.past, c)
	d.future = nil
	return nil
}

// patch says what has become of the value at a pointer.
func patch(before, after *config.Document, pointer string) (op, value string) {
	if pointer == "" {
		return "", ""
	}
	was, is := before.Root.At(pointer), after.Root.At(pointer)
	switch {
	case is == nil && was == nil:
		return "", ""
	case is == nil:
		return "remove", ""
	case was == nil:
		return "add", strings.Clone(is.Span.Text())
	}
	return "replace", strings.Clone(is.Span.Text())
}

// as says of a change, when it was made, what it was: an element that was put
// in or taken away has left another one in its place.
func (d *Draft) as(op string, err error) error {
	if err == nil {
		c := &d.past[len(d.past)-1]
		c.Op = op
		if op == "remove" {
			c.Value = ""
		}
	}
	return err
}

// Annotate notes the command line that does what the last change did.
func (d *Draft) Annotate(command string) {
	if len(d.past) > 0 {
		d.past[len(d.past)-1].Command = command
	}
}

// Replace makes the whole text another one, as one step of the history.
func (d *Draft) Replace(label, text string) error {
	return d.Do(label, "", []syntax.Edit{Difference(d.doc.Source.Text, text)})
}

// Difference returns the one edit that makes a text another one: it replaces
// what lies between their common start and their common end.
func Difference(old, text string) syntax.Edit {
	from := 0
	for from < len(old) && from < len(text) && old[from] == text[from] {
		from++
	}
	end := 0
	for end < len(old)-from && end < len(text)-from && old[len(old)-1-end] == text[len(text)-1-end] {
		end++
	}
	return syntax.Edit{Start: from, End: len(old) - end, Text: strings.Clone(text[from : len(text)-end])}
}

// Undo takes the last change back and returns it; ok is false when there is
// none.
func (d *Draft) Undo() (c Change, ok bool) {
	return d.step(&d.past, &d.future, func(c Change) []syntax.Edit { return c.back })
}

// Redo does the last change again that was taken back.
func (d *Draft) Redo() (c Change, ok bool) {
	return d.step(&d.future, &d.past, func(c Change) []syntax.Edit { return c.forward })
}

func (d *Draft) step(from, to *[]Change, edits func(Change) []syntax.Edit) (Change, bool) {
	if len(*from) == 0 || d.locked != "" {
		return Change{}, false
	}
	c := (*from)[len(*from)-1]
	doc, err := d.doc.Apply(edits(c)...)
	if err != nil {
		return Change{}, false
	}
	d.doc = doc
	*from = (*from)[:len(*from)-1]
	*to = append(*to, c)
	return c, true
}

// Unsaved returns the changes made since all was saved, the oldest first; none
// where changes were taken back that are saved.
func (d *Draft) Unsaved() []Change { return d.past[min(d.saved, len(d.past)):] }

// Labels say in words what is not saved.
func (d *Draft) Labels() []string {
	var labels []string
	for _, c := range d.Unsaved() {
		labels = append(labels, c.Label)
	}
	if labels == nil && d.Dirty() && !d.Begun() {
		labels = []string{"take saved changes back"}
	}
	return labels
}

// Begun reports whether the draft is that of a new file in which nobody has
// changed anything yet: it is not saved, and nothing is lost with it.
func (d *Draft) Begun() bool { return d.Dirty() && len(d.past)+len(d.future)+d.saved == 0 }

// Saved notes that the file now holds text.
func (d *Draft) Saved(text string) {
	d.disk = text
	if !d.Dirty() {
		d.saved = len(d.past)
	}
}

// Reload makes the draft that of another text on disk and forgets the history.
func (d *Draft) Reload(text string) {
	d.doc = config.Parse(d.doc.Source.Name, []byte(text))
	d.disk, d.past, d.future, d.saved = text, nil, nil, 0
}

// inverse returns the edits that take edits of text back.
func inverse(text string, edits []syntax.Edit) []syntax.Edit {
	sorted := slices.Clone(edits)
	slices.SortStableFunc(sorted, func(a, b syntax.Edit) int {
		return cmp.Or(a.Start-b.Start, a.End-b.End)
	})
	back := make([]syntax.Edit, 0, len(sorted))
	shift := 0
	for _, e := range sorted {
		if e.Start < 0 || e.End < e.Start || e.End > len(text) {
			return nil // Apply refuses such edits
		}
		start := e.Start + shift
		// Not to keep the whole text for the sake of a part of it.
		was := strings.Clone(text[e.Start:e.End])
		back = append(back, syntax.Edit{Start: start, End: start + len(e.Text), Text: was})
		shift += len(e.Text) - (e.End - e.Start)
	}
	return back
}
