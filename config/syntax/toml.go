package syntax

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// ParseTOML reads a TOML document. Dates become strings as they are written;
// numbers are spelled as in JSON.
func ParseTOML(src *Source) (*Node, []Problem) {
	t := &tomlReader{src: src, data: []byte(src.Text), defined: map[*Node]bool{}}
	root := &Node{Kind: Object, Span: Span{src, 0, len(src.Text)}}
	t.p.Reset(t.data)
	current := root
	for t.p.NextExpression() {
		e := t.p.Expression()
		switch e.Kind {
		case unstable.KeyValue:
			t.keyValue(current, e)
		case unstable.Table, unstable.ArrayTable:
			current = t.table(root, e)
		}
	}
	if err := t.p.Error(); err != nil {
		t.fail(err)
	}
	return root, t.problems
}

type tomlReader struct {
	src      *Source
	data     []byte
	p        unstable.Parser
	problems []Problem
	defined  map[*Node]bool // tables that have had their own header
	last     int            // end of the last thing understood
}

func (t *tomlReader) report(s Span, code Code, message string) {
	if len(t.problems) < maxProblems {
		t.problems = append(t.problems, Problem{Span: s, Code: code, Message: message})
	}
}

func (t *tomlReader) fail(err error) {
	at := t.last
	var pe *unstable.ParserError
	message := err.Error()
	if errors.As(err, &pe) {
		message = pe.Message
		if len(pe.Highlight) > 0 {
			at = int(t.p.Range(pe.Highlight).Offset)
		}
	}
	t.report(Span{t.src, at, at}, Malformed, strings.TrimPrefix(message, "toml: "))
}

func (t *tomlReader) span(r unstable.Range) Span {
	return Span{t.src, int(r.Offset), int(r.Offset) + int(r.Length)}
}

func (t *tomlReader) keySpan(n *unstable.Node) Span {
	s := t.span(n.Raw)
	if n.Raw.Length == 0 && len(n.Data) > 0 {
		s = Span{t.src, t.last, t.last}
	}
	return s
}

// step goes down one key from n, making a table where there is none.
func (t *tomlReader) step(n *Node, key string, at Span) *Node {
	v := n.Get(key)
	if v == nil {
		v = &Node{Kind: Object, Span: at}
		n.AddMember(Member{Name: key, Key: at, Value: v})
	}
	if v.Kind == Array && len(v.Items()) > 0 {
		v = v.Items()[len(v.Items())-1]
	}
	if v.Kind != Object {
		t.report(at, Malformed, fmt.Sprintf("%q is no table", key))
		return &Node{Kind: Object, Span: at}
	}
	return v
}

func (t *tomlReader) table(root *Node, e *unstable.Node) *Node {
	var keys []string
	var spans []Span
	for it := e.Key(); it.Next(); {
		keys = append(keys, string(it.Node().Data))
		spans = append(spans, t.keySpan(it.Node()))
	}
	n := root
	for i := 0; i < len(keys)-1; i++ {
		n = t.step(n, keys[i], spans[i])
	}
	name, at := keys[len(keys)-1], spans[len(spans)-1]
	t.last = at.End
	if e.Kind == unstable.ArrayTable {
		list := n.Get(name)
		if list == nil {
			list = &Node{Kind: Array, Span: at}
			n.AddMember(Member{Name: name, Key: at, Value: list})
		}
		if list.Kind != Array {
			t.report(at, Malformed, fmt.Sprintf("%q is no list of tables", name))
			return &Node{Kind: Object, Span: at}
		}
		item := &Node{Kind: Object, Span: at}
		list.AddItem(item)
		return item
	}
	v := t.step(n, name, at)
	if t.defined[v] {
		t.report(at, DuplicateKey, fmt.Sprintf("the table %q stands twice", name))
	}
	t.defined[v] = true
	return v
}

func (t *tomlReader) keyValue(n *Node, e *unstable.Node) {
	var keys []string
	var spans []Span
	for it := e.Key(); it.Next(); {
		keys = append(keys, string(it.Node().Data))
		spans = append(spans, t.keySpan(it.Node()))
	}
	for i := 0; i < len(keys)-1; i++ {
		n = t.step(n, keys[i], spans[i])
	}
	name, at := keys[len(keys)-1], spans[len(spans)-1]
	if n.Member(name) != nil {
		t.report(at, DuplicateKey, fmt.Sprintf("key %q stands twice in one table", name))
	}
	t.last = at.End
	v := t.value(e.Value())
	n.AddMember(Member{Name: name, Key: at, Value: v})
	if v.End > n.End {
		n.End = v.End
	}
}

func (t *tomlReader) value(e *unstable.Node) *Node {
	v := &Node{Kind: String, Text: string(e.Data), Span: t.span(e.Raw)}
	if e.Raw.Length == 0 {
		v.Span = t.find(e)
	}
	defer func() { t.last = max(t.last, v.End) }()
	switch e.Kind {
	case unstable.Bool:
		v.Kind = Bool
	case unstable.Integer:
		v.Kind, v.Text = yamlInt(strings.ReplaceAll(v.Text, "_", ""))
	case unstable.Float:
		v.Kind, v.Text = tomlFloat(v.Text)
	case unstable.Array:
		v.Kind, v.Text = Array, ""
		for it := e.Children(); it.Next(); {
			if it.Node().Kind != unstable.Comment {
				v.AddItem(t.value(it.Node()))
			}
		}
		v.End = t.closing(v, ']')
	case unstable.InlineTable:
		v.Kind, v.Text = Object, ""
		for it := e.Children(); it.Next(); {
			if it.Node().Kind == unstable.KeyValue {
				t.keyValue(v, it.Node())
			}
		}
		v.End = t.closing(v, '}')
	}
	return v
}

// find places a node that carries no range of its own: at its data where that
// lies in the input, else behind the last thing that had a place.
func (t *tomlReader) find(e *unstable.Node) Span {
	at := t.last
	for at < len(t.data) && strings.IndexByte(" \t\r\n=,", t.data[at]) >= 0 {
		at++
	}
	end := at
	if i := strings.Index(t.src.Text[at:], string(e.Data)); i >= 0 && len(e.Data) > 0 && i < 4 {
		at += i
		end = at + len(e.Data)
	}
	return Span{t.src, at, end}
}

func (t *tomlReader) closing(v *Node, closer byte) int {
	at := max(t.last, v.Start+1)
	for at < len(t.data) {
		switch c := t.data[at]; c {
		case closer:
			return at + 1
		case '#':
			for at < len(t.data) && t.data[at] != '\n' {
				at++
			}
		case ' ', '\t', '\r', '\n', ',':
		default:
			return max(v.End, t.last)
		}
		at++
	}
	return max(v.End, t.last)
}

func tomlFloat(s string) (Kind, string) {
	if validNumber(s) {
		return Number, s
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return String, s
	}
	return Number, strconv.FormatFloat(f, 'g', -1, 64)
}
