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
	t := &tomlReader{src: src, data: []byte(src.Text), made: map[*Node]tomlTable{}}
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
	root.building().scattered = t.scattered
	return root, t.problems
}

type tomlReader struct {
	src      *Source
	data     []byte
	p        unstable.Parser
	problems []Problem
	made     map[*Node]tomlTable // of tables, and of lists of them, that are not values
	last     int                 // end of the last thing understood

	names []string // of the key that is being read
	spans []Span

	path      []*Node // what the last header has named, from the outermost on
	scattered bool    // something else stands between two parts of a table
}

// tomlTable is how a table, or a list of tables, came to be. Readers of TOML refuse
// a file that makes one in two ways.
type tomlTable struct {
	how tomlMaking
	at  Span // its first key
}

type tomlMaking uint8

const (
	tomlValue  tomlMaking = iota // it is the value of a key
	tomlOuter                    // the header of a table in it names it
	tomlHeader                   // it has a header
	tomlDotted                   // a key with dots names it
)

func (t *tomlReader) report(s Span, code Code, message string) {
	t.add(Problem{Span: s, Code: code, Message: message})
}

func (t *tomlReader) twice(s, first Span, format, name string) {
	t.add(Problem{
		Span: s, First: first, Code: DuplicateKey, Hint: "delete one of them",
		Message: fmt.Sprintf(format, name) + fmt.Sprintf(", first at line %d", t.src.Position(first.Start).Line),
	})
}

func (t *tomlReader) add(p Problem) {
	if len(t.problems) < maxProblems {
		t.problems = append(t.problems, p)
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

// step goes down one key from n, making a table where there is none. how is what
// names it: the header of a table in it, or a key with dots.
func (t *tomlReader) step(n *Node, key string, at Span, how tomlMaking) *Node {
	v := n.Get(key)
	if v == nil {
		return t.make(n, Object, key, at, how)
	}
	if how == tomlDotted && n.Members()[len(n.Members())-1].Value != v {
		t.scattered = true
	}
	was := t.made[v].how
	list := v.Kind == Array
	if list && len(v.Items()) > 0 {
		v = v.Items()[len(v.Items())-1]
	}
	switch {
	case v.Kind != Object:
		t.report(at, Malformed, fmt.Sprintf("%q is no table", key))
	case was == tomlValue, how == tomlDotted && (list || was != tomlDotted):
		t.report(at, Malformed, fmt.Sprintf("the table %q is complete where it stands first: nothing is added to it here", key))
	default:
		return v
	}
	return &Node{Kind: Object, Span: at}
}

// make adds a table, or a list of them, to n.
func (t *tomlReader) make(n *Node, kind Kind, key string, at Span, how tomlMaking) *Node {
	v := &Node{Kind: kind, Span: at}
	n.AddMember(Member{Name: key, Key: at, Value: v})
	t.made[v] = tomlTable{how, at}
	return v
}

// keys gives the parts of a key with their places, till the next key is read.
func (t *tomlReader) keys(it unstable.Iterator) ([]string, []Span) {
	t.names, t.spans = t.names[:0], t.spans[:0]
	for it.Next() {
		at := t.keySpan(it.Node())
		t.names = append(t.names, t.text(it.Node().Data, at))
		t.spans = append(t.spans, at)
	}
	return t.names, t.spans
}

// text is what stands at a place, as a part of the source where that spells it.
func (t *tomlReader) text(data []byte, at Span) string {
	if at.End-at.Start == len(data)+2 {
		at.Start, at.End = at.Start+1, at.End-1
	}
	if s := at.Text(); s == string(data) {
		return s
	}
	return string(data)
}

// named appends what the keys of a header name, from the outermost on, as far as it
// is there.
func named(list []*Node, n *Node, keys []string) []*Node {
	for _, key := range keys {
		v := n.Get(key)
		if v == nil {
			break
		}
		list = append(list, v)
		if n = v; v.Kind == Array && len(v.Items()) > 0 {
			n = v.Items()[len(v.Items())-1]
		}
	}
	return list
}

// table makes what a header names, and returns the table that it opens.
func (t *tomlReader) table(root *Node, e *unstable.Node) *Node {
	keys, spans := t.keys(e.Key())
	var there [8]*Node
	for i, v := range named(there[:0], root, keys) {
		t.scattered = t.scattered || i >= len(t.path) || t.path[i] != v
	}
	opened := t.header(root, e.Kind, keys, spans)
	t.path = named(t.path[:0], root, keys)
	return opened
}

func (t *tomlReader) header(root *Node, kind unstable.Kind, keys []string, spans []Span) *Node {
	n := root
	for i := 0; i < len(keys)-1; i++ {
		n = t.step(n, keys[i], spans[i], tomlOuter)
	}
	name, at := keys[len(keys)-1], spans[len(spans)-1]
	t.last = at.End
	v := n.Get(name)
	if kind == unstable.ArrayTable {
		if v == nil {
			v = t.make(n, Array, name, at, tomlHeader)
		}
		item := &Node{Kind: Object, Span: at}
		switch {
		case v.Kind != Array:
			t.report(at, Malformed, fmt.Sprintf("%q is no list of tables", name))
		case t.made[v].how == tomlValue:
			t.report(at, Malformed, fmt.Sprintf("the list %q is complete where it stands first: nothing is added to it here", name))
		default:
			v.AddItem(item)
		}
		return item
	}
	if v == nil {
		return t.make(n, Object, name, at, tomlHeader)
	}
	made := t.made[v]
	switch {
	case v.Kind == Array && made.how != tomlValue:
		t.report(at, Malformed, fmt.Sprintf("%q is a list of tables: write [[%s]] for one more", name, strings.Join(keys, ".")))
	case v.Kind != Object:
		t.report(at, Malformed, fmt.Sprintf("%q is no table", name))
	case made.how != tomlOuter:
		first := made.at
		if first.IsZero() {
			first = v.Span
		}
		t.twice(at, first, "the table %q stands twice", name)
		return v
	default:
		t.made[v] = tomlTable{tomlHeader, at}
		return v
	}
	return &Node{Kind: Object, Span: at}
}

func (t *tomlReader) keyValue(n *Node, e *unstable.Node) {
	keys, spans := t.keys(e.Key())
	for i := 0; i < len(keys)-1; i++ {
		n = t.step(n, keys[i], spans[i], tomlDotted)
	}
	name, at := keys[len(keys)-1], spans[len(spans)-1]
	if m := n.Member(name); m != nil {
		t.twice(at, m.Key, "key %q stands twice in one table", name)
	}
	t.last = at.End
	v := t.value(e.Value())
	n.AddMember(Member{Name: name, Key: at, Value: v})
	if v.End > n.End {
		n.End = v.End
	}
}

func (t *tomlReader) value(e *unstable.Node) *Node {
	v := &Node{Kind: String, Span: t.span(e.Raw)}
	if e.Raw.Length == 0 {
		v.Span = t.find(e)
	}
	v.Text = t.text(e.Data, v.Span)
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
