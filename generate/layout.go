package generate

import (
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// maxLine is how wide a line may be that holds a whole list or object.
const maxLine = 100

// layout writes a value as people do: two blanks a level, short lists and
// objects on one line. depth is how deep the line is indented that the value
// starts on, key the name that stands before it.
func layout(n *syntax.Node, key string, depth int) string {
	l := &layouter{}
	l.value(n, key, depth)
	return l.b.String()
}

// layoutText is layout of JSON text that the generator wrote itself.
func layoutText(json, key string, depth int) string {
	return layout(parseOwn(json), key, depth)
}

// parseOwn reads JSON that the generator wrote or that was checked before.
func parseOwn(json string) *syntax.Node {
	root, _ := syntax.ParseJSON(syntax.NewSource("", []byte(json)))
	return root
}

type layouter struct{ b strings.Builder }

// tall are the keys whose values stand on lines of their own however short.
var tall = map[string]bool{"": true, "endpoints": true, "backend": true}

func (l *layouter) value(n *syntax.Node, key string, depth int) {
	if n.Kind < syntax.Array || len(n.Members)+len(n.Items) == 0 {
		l.b.WriteString(inline(n))
		return
	}
	if strings.HasPrefix(key, "@") {
		l.b.WriteString(inline(n))
		return
	}
	if !tall[key] {
		if line := inline(n); 2*depth+len(config.Quote(key))+2+utf8.RuneCountInString(line) <= maxLine {
			l.b.WriteString(line)
			return
		}
	}
	brackets := "{}"
	if n.Kind == syntax.Array {
		brackets = "[]"
	}
	l.b.WriteByte(brackets[0])
	for i, m := range n.Members {
		l.item(i, depth+1)
		l.b.WriteString(config.Quote(m.Name) + ": ")
		l.value(m.Value, m.Name, depth+1)
	}
	for i, item := range n.Items {
		l.item(i, depth+1)
		within := "item"
		if tall[key] {
			within = ""
		}
		l.value(item, within, depth+1)
	}
	l.newline(depth)
	l.b.WriteByte(brackets[1])
}

func (l *layouter) item(i, depth int) {
	if i > 0 {
		l.b.WriteByte(',')
	}
	l.newline(depth)
}

func (l *layouter) newline(depth int) {
	l.b.WriteByte('\n')
	l.b.WriteString(strings.Repeat("  ", depth))
}

// inline writes a value on one line.
func inline(n *syntax.Node) string {
	var b strings.Builder
	writeInline(&b, n, ", ", ": ")
	return b.String()
}

// compact writes a value without any blank.
func compact(n *syntax.Node) string {
	var b strings.Builder
	writeInline(&b, n, ",", ":")
	return b.String()
}

func writeInline(b *strings.Builder, n *syntax.Node, comma, colon string) {
	switch {
	case n.IsNull() || n.Kind == syntax.Invalid:
		b.WriteString("null")
	case n.Kind == syntax.String:
		b.WriteString(config.Quote(n.Text))
	case n.Kind == syntax.Object:
		b.WriteByte('{')
		for i, m := range n.Members {
			if i > 0 {
				b.WriteString(comma)
			}
			b.WriteString(config.Quote(m.Name) + colon)
			writeInline(b, m.Value, comma, colon)
		}
		b.WriteByte('}')
	case n.Kind == syntax.Array:
		b.WriteByte('[')
		for i, item := range n.Items {
			if i > 0 {
				b.WriteString(comma)
			}
			writeInline(b, item, comma, colon)
		}
		b.WriteByte(']')
	default:
		b.WriteString(n.Text)
	}
}

// same reports whether two values mean the same, whatever the order of their
// keys and the way they are written. An absent value is nil.
func same(a, b *syntax.Node) bool {
	if a == nil || b == nil {
		return a == b
	}
	if a.Kind != b.Kind || a.Text != b.Text || len(a.Members) != len(b.Members) || len(a.Items) != len(b.Items) {
		return false
	}
	for _, m := range a.Members {
		other := b.Get(m.Name)
		if other == nil || !same(m.Value, other) {
			return false
		}
	}
	for i := range a.Items {
		if !same(a.Items[i], b.Items[i]) {
			return false
		}
	}
	return true
}
