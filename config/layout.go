package config

import (
	"cmp"
	"errors"
	"fmt"
	"math"
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
	l := &layouter{how: how, unit: cmp.Or(how.Indent, "  "), newline: d.newline(), leaf: spelt, key: keySpelt}
	l.value(d.Root, "", "", 0)
	return append(l.b, l.newline...), nil
}

// LayoutValue writes a value of any format as JSON in the canonical layout. key
// is the name that stands before it, depth how deep the line is indented that
// it starts on.
func LayoutValue(n *syntax.Node, key string, depth int) string {
	l := &layouter{unit: "  ", newline: "\n", leaf: appendJSON, key: keyJSON}
	l.value(n, key, "", depth)
	return string(l.b)
}

// Inline writes a value of any format as JSON on one line.
func Inline(n *syntax.Node) string { return onLine(n, ", ", ": ") }

// Compact writes a value of any format as JSON without any blank.
func Compact(n *syntax.Node) string { return onLine(n, ",", ":") }

func onLine(n *syntax.Node, comma, colon string) string {
	l := &layouter{leaf: appendJSON, key: keyJSON}
	l.inline(n, "", comma, colon, noLimit)
	return string(l.b)
}

// layouter walks a value and writes it; leaf and key say how scalars and keys
// are spelt.
type layouter struct {
	b             []byte
	how           Layout
	unit, newline string
	leaf          func([]byte, *syntax.Node) []byte
	key           func([]byte, syntax.Member) []byte
}

// spelt and keySpelt keep what the source has.
func spelt(b []byte, n *syntax.Node) []byte { return append(b, n.Span.Text()...) }

func keySpelt(b []byte, m syntax.Member) []byte { return append(b, m.Key.Text()...) }

// appendJSON and keyJSON write JSON whatever the source is written in.
func appendJSON(b []byte, n *syntax.Node) []byte {
	switch {
	case n.IsNull() || n.Kind == syntax.Invalid:
		return append(b, "null"...)
	case n.Kind == syntax.String:
		return append(b, Quote(n.Text)...)
	}
	return append(b, n.Text...)
}

func keyJSON(b []byte, m syntax.Member) []byte { return append(b, Quote(m.Name)...) }

// tall are the keys whose values stand on lines of their own however short.
var tall = map[string]bool{"": true, "endpoints": true, "backend": true}

// value writes a value that stands behind a key, at a pointer.
func (l *layouter) value(n *syntax.Node, key, pointer string, depth int) {
	comment := strings.HasPrefix(key, "@")
	if n == nil || n.Kind < syntax.Array || len(n.Members())+len(n.Items()) == 0 || comment {
		l.inline(n, pointer, ", ", ": ", noLimit)
		return
	}
	if !tall[key] {
		start := len(l.b)
		room := maxLine - utf8.RuneCountInString(l.unit)*depth - len(Quote(key)) - 2
		if l.inline(n, pointer, ", ", ": ", start+utf8.UTFMax*max(room, 0)) && utf8.RuneCount(l.b[start:]) <= room {
			return
		}
		l.b = l.b[:start]
	}
	brackets := "{}"
	if n.Kind == syntax.Array {
		brackets = "[]"
	}
	l.b = append(l.b, brackets[0])
	for i, m := range l.members(n, pointer) {
		l.item(i, depth+1)
		l.b = append(l.key(l.b, m), ": "...)
		l.value(m.Value, m.Name, l.join(pointer, m.Name), depth+1)
	}
	for i, item := range l.items(n, pointer) {
		l.item(i, depth+1)
		within := "item"
		if tall[key] {
			within = ""
		}
		l.value(item, within, l.index(pointer, i), depth+1)
	}
	l.line(depth)
	l.b = append(l.b, brackets[1])
}

func (l *layouter) item(i, depth int) {
	if i > 0 {
		l.b = append(l.b, ',')
	}
	l.line(depth)
}

func (l *layouter) line(depth int) {
	l.b = append(l.b, l.newline...)
	for range depth {
		l.b = append(l.b, l.unit...)
	}
}

// join and index are the pointers to what is below one, for those who ask for
// the order of keys.
func (l *layouter) join(pointer, name string) string {
	if !l.orders() {
		return ""
	}
	return syntax.Join(pointer, name)
}

func (l *layouter) index(pointer string, i int) string {
	if !l.orders() {
		return ""
	}
	return syntax.Index(pointer, i)
}

func (l *layouter) orders() bool { return l.how.KeyOrder != nil || l.how.SortEndpoints }

const noLimit = math.MaxInt

// inline writes a value on one line. It stops, and says so, when the text has
// become longer than a limit.
func (l *layouter) inline(n *syntax.Node, pointer, comma, colon string, limit int) bool {
	if n == nil || n.Kind < syntax.Array {
		l.b = l.leaf(l.b, n)
		return len(l.b) <= limit
	}
	opener, closer := byte('{'), byte('}')
	if n.Kind == syntax.Array {
		opener, closer = '[', ']'
	}
	l.b = append(l.b, opener)
	for i, m := range l.members(n, pointer) {
		if i > 0 {
			l.b = append(l.b, comma...)
		}
		l.b = append(l.key(l.b, m), colon...)
		if !l.inline(m.Value, l.join(pointer, m.Name), comma, colon, limit) {
			return false
		}
	}
	for i, item := range n.Items() {
		if i > 0 {
			l.b = append(l.b, comma...)
		}
		if !l.inline(item, l.index(pointer, i), comma, colon, limit) {
			return false
		}
	}
	l.b = append(l.b, closer)
	return len(l.b) <= limit
}

// members returns the members of an object in the order to write them.
func (l *layouter) members(n *syntax.Node, pointer string) []syntax.Member {
	if l.how.KeyOrder == nil || len(n.Members()) < 2 {
		return n.Members()
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
	for _, m := range n.Members() {
		comments = append(comments, m)
		// Some keys look like a comment and are none, such as $schema.
		if at := rank(m.Name); at < len(order) || !IsComment(m.Name) {
			groups = append(groups, group{at, comments})
			comments = nil
		}
	}
	slices.SortStableFunc(groups, func(a, b group) int { return cmp.Compare(a.rank, b.rank) })
	sorted := make([]syntax.Member, 0, len(n.Members()))
	for _, g := range groups {
		sorted = append(sorted, g.members...)
	}
	return append(sorted, comments...)
}

// items returns the elements of an array in the order to write them.
func (l *layouter) items(n *syntax.Node, pointer string) []*syntax.Node {
	if !l.how.SortEndpoints || !strings.EqualFold(pointer, "/endpoints") {
		return n.Items()
	}
	sorted := slices.Clone(n.Items())
	slices.SortStableFunc(sorted, func(a, b *syntax.Node) int {
		x, y := endpointID(a), endpointID(b)
		return cmp.Or(cmp.Compare(x.Path, y.Path), cmp.Compare(x.Method, y.Method))
	})
	return sorted
}
