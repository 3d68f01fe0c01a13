package template

import (
	"sort"
	"strconv"
	"strings"
	"text/template/parse"

	"github.com/gatewright/gatewright/config/syntax"
)

// segment is a stretch of the result with where it came from: literally from
// the bytes of a file, or made by the action, or of the value, at that place.
type segment struct {
	start, end int // in the result
	src        *syntax.Source
	from, to   int
	literal    bool
}

// Marks are a number between two characters of a private area of Unicode.
const (
	markOpen  = "\uE0F0"
	markClose = "\uE0F1"
)

func (r *renderer) mark(s segment) string {
	r.marks = append(r.marks, s)
	return markOpen + strconv.Itoa(len(r.marks)-1) + markClose
}

// markTree puts a mark before everything that a template writes. top says that
// the dot is the settings there.
func (r *renderer) markTree(t *parse.Tree, src *syntax.Source, top bool) {
	r.markList(t.Root, src, top)
}

func (r *renderer) markList(list *parse.ListNode, src *syntax.Source, top bool) {
	if list == nil {
		return
	}
	nodes := make([]parse.Node, 0, 2*len(list.Nodes))
	for _, n := range list.Nodes {
		switch n := n.(type) {
		case *parse.TextNode:
			at := int(n.Pos)
			s := segment{src: src, from: at, to: at + len(n.Text)}
			s.literal = s.to <= len(src.Text) && src.Text[s.from:s.to] == string(n.Text)
			nodes = append(nodes, r.markNode(s))
		case *parse.ActionNode:
			nodes = append(nodes, r.markNode(r.action(n, src, top)))
		case *parse.TemplateNode:
			nodes = append(nodes, r.markNode(around(src, int(n.Pos))))
		case *parse.IfNode:
			r.markList(n.List, src, top)
			r.markList(n.ElseList, src, top)
		case *parse.RangeNode:
			r.markList(n.List, src, false)
			r.markList(n.ElseList, src, top)
		case *parse.WithNode:
			r.markList(n.List, src, false)
			r.markList(n.ElseList, src, top)
		}
		nodes = append(nodes, n)
	}
	list.Nodes = nodes
}

func (r *renderer) markNode(s segment) parse.Node {
	return &parse.TextNode{NodeType: parse.NodeText, Text: []byte(r.mark(s))}
}

// around is the action whose inside is at pos, with its braces.
func around(src *syntax.Source, pos int) segment {
	pos = min(max(pos, 0), len(src.Text))
	from := strings.LastIndex(src.Text[:pos], "{{")
	to := strings.Index(src.Text[pos:], "}}")
	if from < 0 || to < 0 {
		return segment{src: src, from: pos, to: pos}
	}
	return segment{src: src, from: from, to: pos + to + 2}
}

// action is where an action's output belongs: to the value in the settings
// file where it writes just that value, else to the action itself.
func (r *renderer) action(n *parse.ActionNode, src *syntax.Source, top bool) segment {
	s := around(src, int(n.Pos))
	if !top || len(n.Pipe.Cmds) != 1 || len(n.Pipe.Decl) > 0 {
		return s
	}
	args := n.Pipe.Cmds[0].Args
	if id, ok := args[0].(*parse.IdentifierNode); ok && len(args) == 2 && (id.Ident == "marshal" || id.Ident == "toJson") {
		args = args[1:]
	}
	field, ok := args[0].(*parse.FieldNode)
	if !ok || len(args) != 1 {
		return s
	}
	v := r.values[field.Ident[0]]
	for _, key := range field.Ident[1:] {
		v = v.Get(key)
	}
	if v == nil {
		return s
	}
	return segment{src: v.Source, from: v.Start, to: v.End}
}

// unmark takes the marks out of a text and returns it with its segments.
func (r *renderer) unmark(marked string) (string, []segment) {
	var b strings.Builder
	var segments []segment
	for marked != "" {
		i := strings.Index(marked, markOpen)
		if i < 0 {
			i = len(marked)
		}
		b.WriteString(marked[:i])
		if len(segments) > 0 {
			segments[len(segments)-1].end = b.Len()
		}
		if marked = marked[i:]; marked == "" {
			break
		}
		number, rest, ok := strings.Cut(marked[len(markOpen):], markClose)
		id, err := strconv.Atoi(number)
		if !ok || err != nil || id >= len(r.marks) {
			b.WriteString(markOpen)
			marked = marked[len(markOpen):]
			continue
		}
		s := r.marks[id]
		s.start, s.end = b.Len(), b.Len()
		segments = append(segments, s)
		marked = rest
	}
	text := b.String()
	kept := segments[:0]
	for _, s := range segments {
		if s.start == s.end {
			continue
		}
		if s.literal && (s.to > len(s.src.Text) || text[s.start:s.end] != s.src.Text[s.from:s.to]) {
			s.literal = false // a function has changed it on the way
		}
		kept = append(kept, s)
	}
	return text, kept
}

// Origin returns the place that a person edits to change a stretch of the
// result: in the template, a sub-template, a partial or a settings file.
func (r *Result) Origin(span syntax.Span) syntax.Span {
	if span.Source != r.Source || r.Source == r.main {
		return span
	}
	if !r.mapped || len(r.segments) == 0 {
		return syntax.Span{Source: r.main}
	}
	first := sort.Search(len(r.segments), func(i int) bool { return r.segments[i].end > span.Start })
	last := sort.Search(len(r.segments), func(i int) bool { return r.segments[i].start >= span.End }) - 1
	first = min(first, len(r.segments)-1)
	last = max(last, first)
	if inner, ok := r.quoted(span, first, last); ok {
		return inner
	}
	a, b := r.segments[first], r.segments[last]
	out := syntax.Span{Source: a.src, Start: a.place(span.Start)}
	out.End = out.Start
	if end := b.place(span.End); b.src == a.src && end >= out.Start {
		out.End = end
	}
	if first == last && !a.literal {
		out.Start, out.End = a.from, a.to
	}
	return out
}

// quoted finds the one made segment between two quotes: the whole text of a
// string comes from it.
func (r *Result) quoted(span syntax.Span, first, last int) (syntax.Span, bool) {
	if last-first != 2 || r.segments[first+1].literal {
		return syntax.Span{}, false
	}
	text, mid := r.Source.Text, r.segments[first+1]
	if text[span.Start:mid.start] != `"` || text[mid.end:span.End] != `"` {
		return syntax.Span{}, false
	}
	return syntax.Span{Source: mid.src, Start: mid.from, End: mid.to}, true
}

func (s segment) place(offset int) int {
	if !s.literal {
		return s.from
	}
	return min(s.from+max(offset-s.start, 0), s.to)
}
