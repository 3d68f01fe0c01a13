package convert

import (
	"slices"
	"strings"
	"unicode"

	"github.com/gatewright/gatewright/config/syntax"
)

// Commented is a value with the comments of its source: those on lines of their
// own before it, and the one behind it.
type Commented struct {
	Head  []string
	Line  string
	Value any
}

// Text is a document with its comments, to be written in another format.
type Text struct {
	Value any
	// Foot are the comments behind everything.
	Foot []string
	// Comments counts all of them.
	Comments int
}

// ReadText turns a tree into values with the comments of its source.
func ReadText(root *syntax.Node, format syntax.Format) Text {
	if root == nil {
		return Text{}
	}
	c := &collector{notes: map[*syntax.Node]*Commented{}}
	c.collect(root, nil)
	slices.SortStableFunc(c.elements, func(a, b element) int { return a.start - b.start })
	slices.SortFunc(c.scalars, func(a, b syntax.Span) int { return a.Start - b.Start })
	t := Text{}
	for _, one := range c.comments(root.Source.Text, format) {
		t.Comments++
		if !c.attach(root.Source, one) {
			t.Foot = append(t.Foot, one.lines...)
		}
	}
	t.Value = c.value(root)
	return t
}

// element is a member or an item, where a comment may stand.
type element struct {
	start int
	node  *syntax.Node
}

type collector struct {
	elements []element
	scalars  []syntax.Span // in which nothing is a comment
	notes    map[*syntax.Node]*Commented
}

func (c *collector) collect(n *syntax.Node, key *syntax.Span) {
	if n == nil {
		return
	}
	switch {
	case key != nil:
		c.elements = append(c.elements, element{key.Start, n})
		c.scalars = append(c.scalars, *key)
	}
	if n.Kind < syntax.Array {
		c.scalars = append(c.scalars, n.Span)
	}
	for i := range n.Members() {
		c.collect(n.Members()[i].Value, &n.Members()[i].Key)
	}
	for _, item := range n.Items() {
		c.elements = append(c.elements, element{item.Start, item})
		c.collect(item, nil)
	}
}

type comment struct {
	start, end int
	lines      []string
}

// comments finds the comments of a text.
func (c *collector) comments(text string, format syntax.Format) []comment {
	var list []comment
	next := 0
	for i := 0; i < len(text); {
		for next < len(c.scalars) && c.scalars[next].End <= i {
			next++
		}
		if next < len(c.scalars) && c.scalars[next].Start <= i && i < c.scalars[next].End {
			i = c.scalars[next].End
			continue
		}
		end := commentEnd(text, i, format)
		if end == 0 {
			i++
			continue
		}
		list = append(list, comment{i, end, commentLines(text[i:end])})
		i = end
	}
	return list
}

// commentEnd is the end of the comment that starts at i, 0 where none does.
func commentEnd(text string, i int, format syntax.Format) int {
	if format == syntax.JSON {
		switch {
		case strings.HasPrefix(text[i:], "//"):
		case strings.HasPrefix(text[i:], "/*"):
			if j := strings.Index(text[i:], "*/"); j >= 0 {
				return i + j + 2
			}
			return len(text)
		default:
			return 0
		}
	} else if text[i] != '#' || format == syntax.YAML && i > 0 && !strings.ContainsRune(" \t\r\n", rune(text[i-1])) {
		return 0
	}
	if j := strings.IndexByte(text[i:], '\n'); j >= 0 {
		return i + j
	}
	return len(text)
}

func commentLines(s string) []string {
	s = strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' || c == unicode.ReplacementChar || c == '\uFEFF' || c == '\u2028' || c == '\u2029' {
			return ' '
		}
		return c
	}, s)
	s = strings.TrimSuffix(strings.TrimPrefix(s, "/*"), "*/")
	var lines []string
	for _, line := range strings.Split(s, "\n") {
		line = strings.TrimSpace(line)
		for _, sign := range []string{"//", "#", "*"} {
			if rest, ok := strings.CutPrefix(line, sign); ok {
				line = strings.TrimSpace(rest)
				break
			}
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return lines
}

// attach gives a comment to what it is about: what stands before it on its
// line, else what comes next. It answers false where nothing comes.
func (c *collector) attach(src *syntax.Source, one comment) bool {
	line := src.Position(one.start).Line
	_, lineStart := src.Line(line)
	var before, after *syntax.Node
	for _, e := range c.elements {
		if e.start < one.start && e.start >= lineStart {
			before = e.node
		}
		if e.start > one.start {
			after = e.node
			break
		}
	}
	switch {
	case before != nil && len(one.lines) == 1 && c.of(before).Line == "":
		c.of(before).Line = one.lines[0]
	case before != nil:
		c.of(before).Head = append(c.of(before).Head, one.lines...)
	case after != nil:
		c.of(after).Head = append(c.of(after).Head, one.lines...)
	default:
		return false
	}
	return true
}

func (c *collector) of(n *syntax.Node) *Commented {
	if c.notes[n] == nil {
		c.notes[n] = &Commented{}
	}
	return c.notes[n]
}

func (c *collector) value(n *syntax.Node) any {
	var v any
	switch {
	case n == nil:
		return nil
	case n.Kind == syntax.Array:
		list := make([]any, 0, len(n.Items()))
		for _, item := range n.Items() {
			list = append(list, c.value(item))
		}
		v = list
	case n.Kind == syntax.Object:
		m := make(Map, 0, len(n.Members()))
		for _, one := range n.Members() {
			m = append(m, Member{one.Name, c.value(one.Value)})
		}
		v = m
	default:
		v = FromNode(n)
	}
	if note := c.notes[n]; note != nil {
		return Commented{note.Head, note.Line, v}
	}
	return v
}

// bareValue takes the comments off a value.
func bareValue(v any) (any, Commented) {
	if c, ok := v.(Commented); ok {
		return c.Value, c
	}
	return v, Commented{}
}

// Plain takes all comments off a value.
func Plain(v any) any {
	v, _ = bareValue(v)
	switch v := v.(type) {
	case Map:
		m := make(Map, 0, len(v))
		for _, one := range v {
			m = append(m, Member{one.Name, Plain(one.Value)})
		}
		return m
	case []any:
		list := make([]any, 0, len(v))
		for _, item := range v {
			list = append(list, Plain(item))
		}
		return list
	}
	return v
}
