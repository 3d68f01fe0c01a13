package draft

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
)

// weave is what has to be done to their text so that it has the changes of mine
// too.
type weave struct {
	theirs  *config.Document
	clashes []Clash
	steps   []step
}

// step is one change of their document, or of what the steps before have made of
// it. One that belongs to a clash is made as is picked there.
type step interface {
	do(doc *config.Document, pick func(clash int) Pick) (*config.Document, error)
}

// certain stands for the number of a clash where there is none.
const certain = -1

// picked returns what counts for a step.
func picked(clash int, pick func(int) Pick) Pick {
	if clash == certain {
		return Pick{Side: Mine}
	}
	return pick(clash)
}

// weaveOf compares three configurations. It returns nil where one of them is
// none, has a key twice, or has a format in which their text cannot be changed
// so.
func weaveOf(name, base, mine, theirs string) *weave {
	var docs [3]*config.Document
	for i, text := range []string{base, mine, theirs} {
		docs[i] = config.Parse(name, []byte(text))
		if !Readable(docs[i]) || doubled(docs[i].Root) {
			return nil
		}
	}
	w := &weave{theirs: docs[2]}
	w.value(place{}, docs[0].Root, docs[1].Root, docs[2].Root)
	for _, side := range []Side{Mine, Theirs} {
		if _, ok := w.text(func(int) Pick { return Pick{Side: side} }); !ok {
			return nil
		}
	}
	return w
}

// doubled reports whether an object has a key twice: an edit could not tell
// which is meant.
func doubled(root *syntax.Node) (twice bool) {
	root.Walk(func(_ string, n *syntax.Node) bool {
		seen := make(map[string]bool, len(n.Members()))
		for _, m := range n.Members() {
			twice = twice || seen[m.Name]
			seen[m.Name] = true
		}
		return !twice
	})
	return twice
}

// text makes the steps. Those that give a value that is there another one do not
// move anything, and are made together.
func (w *weave) text(pick func(clash int) Pick) (string, bool) {
	var edits []syntax.Edit
	var rest []step
	for _, s := range w.steps {
		p, ok := s.(put)
		if !ok || w.theirs.Root.At(p.pointer) == nil || p.json(pick) == "" {
			rest = append(rest, s)
			continue
		}
		if !p.made(pick) {
			continue
		}
		more, err := w.theirs.Set(p.pointer, p.json(pick))
		if err != nil {
			return "", false
		}
		edits = append(edits, more...)
	}
	doc, err := w.theirs.Apply(edits...)
	for _, s := range rest {
		if err == nil {
			doc, err = s.do(doc, pick)
		}
	}
	return doc.Source.Text, err == nil
}

// place is where a value stands: its pointer in their document, and what it is
// called.
type place struct {
	pointer, words string
	// key is the key of a member, "" for an element of a list.
	key string
	// after are the keys that stand before it in mine.
	after []string
}

func (p place) member(key string, after []string) place {
	words := key
	if p.words != "" {
		words = p.words + ", " + key
	}
	return place{syntax.Join(p.pointer, key), words, key, after}
}

// value compares what the three have at a place; nil stands for nothing.
func (w *weave) value(p place, base, mine, theirs *syntax.Node) {
	object := func(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Object }
	array := func(n *syntax.Node) bool { return n != nil && n.Kind == syntax.Array }
	switch {
	case same(mine, base), same(mine, theirs):
	case object(mine) && object(theirs) && (base == nil || object(base)):
		w.object(p, base, mine, theirs)
	case same(theirs, base) && !(array(mine) && array(theirs) && kindOf(p.pointer) != anyList):
		w.steps = append(w.steps, put{p, mine, certain})
	case array(mine) && array(theirs) && (base == nil || array(base)):
		w.list(p, base, mine, theirs)
	default:
		w.steps = append(w.steps, put{p, mine, w.clash(p, base, mine, theirs)})
	}
}

func (w *weave) object(p place, base, mine, theirs *syntax.Node) {
	var before []string
	for _, m := range mine.Members() {
		w.value(p.member(m.Name, before), base.Get(m.Name), m.Value, theirs.Get(m.Name))
		before = append(before, m.Name)
	}
	if base == nil {
		return
	}
	for _, m := range base.Members() {
		if mine.Get(m.Name) == nil {
			w.value(p.member(m.Name, nil), m.Value, nil, theirs.Get(m.Name))
		}
	}
}

// clash notes a place that both have changed and returns its number.
func (w *weave) clash(p place, base, mine, theirs *syntax.Node) int {
	c := Clash{Place: p.words, Key: p.key, Base: shown(p.key, base), Mine: shown(p.key, mine), Theirs: shown(p.key, theirs)}
	if c.Place == "" {
		c.Place = "the service"
	}
	for _, n := range []*syntax.Node{base, theirs, mine} {
		if n != nil && c.Line == 0 {
			c.Line = n.Source.Position(n.Start).Line
		}
	}
	w.clashes = append(w.clashes, c)
	return len(w.clashes) - 1
}

// shown is a value as a dialog shows it: with its key, which also tells what is
// a secret.
func shown(key string, n *syntax.Node) string {
	if n == nil {
		return ""
	}
	text := clip.JSON(n)
	if key != "" {
		text = config.Quote(key) + ": " + text
	}
	return text
}

// put gives a member or element the value of mine; nil takes it away.
type put struct {
	place
	mine  *syntax.Node
	clash int
}

// made reports whether the change is made.
func (p put) made(pick func(int) Pick) bool { return picked(p.clash, pick).Side != Theirs }

// json is the text that is put, "" for none.
func (p put) json(pick func(int) Pick) string {
	if c := picked(p.clash, pick); c.Side == Other {
		return c.Text
	}
	if p.mine == nil {
		return ""
	}
	return clip.JSON(p.mine)
}

func (p put) do(doc *config.Document, pick func(int) Pick) (*config.Document, error) {
	if !p.made(pick) {
		return doc, nil
	}
	edits, err := setting(doc, p.place, p.json(pick))
	if err != nil {
		return doc, err
	}
	return doc.Apply(edits...)
}

func setting(doc *config.Document, p place, json string) ([]syntax.Edit, error) {
	switch there := doc.Root.At(p.pointer) != nil; {
	case json == "" && !there:
		return nil, nil
	case json == "":
		return doc.Remove(p.pointer)
	case there || p.key == "":
		return doc.Set(p.pointer, json)
	}
	parent := strings.TrimSuffix(p.pointer, "/"+syntax.EscapeToken(p.key))
	object := doc.Root.At(parent)
	if object == nil {
		return nil, fmt.Errorf("there is no object at %q", parent)
	}
	index := 0
	for i, m := range object.Members() {
		for _, key := range p.after {
			if m.Name == key {
				index = i + 1
			}
		}
	}
	if len(p.after) == 0 && index == 0 {
		index = len(object.Members())
	}
	return doc.InsertMember(parent, index, p.key, json)
}

// same reports whether two values mean the same, whatever the order of their
// keys and the blanks between; nil is nothing.
func same(a, b *syntax.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members()) != len(b.Members()) || len(a.Items()) != len(b.Items()) {
		return false
	}
	for _, m := range a.Members() {
		if other := b.Get(m.Name); other == nil || !same(m.Value, other) {
			return false
		}
	}
	for i := range a.Items() {
		if !same(a.Items()[i], b.Items()[i]) {
			return false
		}
	}
	return true
}
