package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// maxLine is how wide a line may be that holds a whole list or object.
const maxLine = 100

// Layout says how Document.Layout lays a document out. The zero value keeps
// the order of everything and indents by two blanks.
type Layout struct {
	// Indent is what one level is indented by; "" is two blanks.
	Indent string
	// KeyOrder gives the order of the keys of the object at a JSON pointer. Keys
	// that it does not name stay behind the others, in their order. Where it is
	// nil, keys stay where they are.
	KeyOrder func(pointer string) []string
	// SortEndpoints sorts the endpoints by path and method.
	SortEndpoints bool
}

// Layout returns the text of a JSON document in the canonical layout, which is
// that of generated configurations: an element a line, short lists and objects
// on one line. Comment keys stay before the key that they stand before. Every
// string and number stays as it is spelt, and so do the line endings; the
// layout of a laid out document is the document itself. The error says what
// cannot be laid out: a document that is no JSON, or made from a template.
func (d *Document) Layout(how Layout) ([]byte, error) {
	switch {
	case d.mapped:
		return nil, fmt.Errorf("%q is made from a template: lay out the files that it is made from", d.Source.Name)
	case d.Format != syntax.JSON:
		return nil, fmt.Errorf("cannot lay out %q: it is %s, only JSON has a canonical layout", d.Source.Name, d.Format)
	}
	var wrong []error
	for _, f := range d.Findings {
		if f.Effect == diag.Refused {
			wrong = append(wrong, fmt.Errorf("%s: %s", f.Span, f.Message))
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	if d.Root == nil {
		return nil, fmt.Errorf("cannot lay out %q: the file is empty", d.Source.Name)
	}
	l := &layouter{how: how, unit: cmp.Or(how.Indent, "  "), newline: d.newline()}
	l.value(d.Root, "", "", 0)
	l.b.WriteString(l.newline)
	return []byte(l.b.String()), nil
}

type layouter struct {
	b             strings.Builder
	how           Layout
	unit, newline string
}

// tall are the keys whose values stand on lines of their own however short.
var tall = map[string]bool{"": true, "endpoints": true, "backend": true}

// value writes a value that stands behind a key, at a pointer.
func (l *layouter) value(n *syntax.Node, key, pointer string, depth int) {
	if n.Kind < syntax.Array || len(n.Members)+len(n.Items) == 0 {
		l.inline(&l.b, n, pointer)
		return
	}
	if !tall[key] || strings.HasPrefix(key, "@") {
		var line strings.Builder
		l.inline(&line, n, pointer)
		width := utf8.RuneCountInString(l.unit)*depth + len(Quote(key)) + 2 + utf8.RuneCountInString(line.String())
		if width <= maxLine || strings.HasPrefix(key, "@") {
			l.b.WriteString(line.String())
			return
		}
	}
	brackets := "{}"
	if n.Kind == syntax.Array {
		brackets = "[]"
	}
	l.b.WriteByte(brackets[0])
	for i, m := range l.members(n, pointer) {
		l.item(i, depth+1)
		l.b.WriteString(m.Key.Text() + ": ")
		l.value(m.Value, m.Name, syntax.Join(pointer, m.Name), depth+1)
	}
	for i, item := range l.items(n, pointer) {
		l.item(i, depth+1)
		within := "item"
		if tall[key] {
			within = ""
		}
		l.value(item, within, syntax.Index(pointer, i), depth+1)
	}
	l.line(depth)
	l.b.WriteByte(brackets[1])
}

func (l *layouter) item(i, depth int) {
	if i > 0 {
		l.b.WriteByte(',')
	}
	l.line(depth)
}

func (l *layouter) line(depth int) {
	l.b.WriteString(l.newline)
	l.b.WriteString(strings.Repeat(l.unit, depth))
}

// inline writes a value on one line.
func (l *layouter) inline(b *strings.Builder, n *syntax.Node, pointer string) {
	switch n.Kind {
	case syntax.Object:
		b.WriteByte('{')
		for i, m := range l.members(n, pointer) {
			if i > 0 {
				b.WriteString(", ")
			}
			b.WriteString(m.Key.Text() + ": ")
			l.inline(b, m.Value, syntax.Join(pointer, m.Name))
		}
		b.WriteByte('}')
	case syntax.Array:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(", ")
			}
			l.inline(b, item, syntax.Index(pointer, i))
		}
		b.WriteByte(']')
	default:
		b.WriteString(n.Span.Text())
	}
}

// members returns the members of an object in the order to write them.
func (l *layouter) members(n *syntax.Node, pointer string) []syntax.Member {
	if l.how.KeyOrder == nil || len(n.Members) < 2 {
		return n.Members
	}
	order := l.how.KeyOrder(pointer)
	// The gateway compares keys without letter case, and takes the last of those
	// that are the same: they must not change places.
	rank := func(name string) int {
		if i := slices.IndexFunc(order, func(known string) bool { return strings.EqualFold(known, name) }); i >= 0 {
			return i
		}
		return len(order)
	}
	type group struct {
		rank    int
		members []syntax.Member
	}
	var groups []group
	var comments []syntax.Member
	for _, m := range n.Members {
		comments = append(comments, m)
		// Some keys look like a comment and are none, such as $schema.
		if at := rank(m.Name); at < len(order) || !IsComment(m.Name) {
			groups = append(groups, group{at, comments})
			comments = nil
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.rank, b.rank) })
	sorted := make([]syntax.Member, 0, len(n.Members))
	for _, g := range groups {
		sorted = append(sorted, g.members...)
	}
	return append(sorted, comments...)
}

// items returns the elements of an array in the order to write them.
func (l *layouter) items(n *syntax.Node, pointer string) []*syntax.Node {
	if !l.how.SortEndpoints || !strings.EqualFold(pointer, "/endpoints") {
		return n.Items
	}
	sorted := slices.Clone(n.Items)
	slices.SortStableFunc(sorted, func(a, b *syntax.Node) int {
		x, y := endpointID(a), endpointID(b)
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Method, y.Method))
	})
	return sorted
}
