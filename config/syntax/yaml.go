package syntax

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"
)

// maxUnfolded bounds what aliases may unfold to, beside what the text itself has.
const maxUnfolded = 4 << 20

// ParseYAML reads the first document of a YAML text. Aliases and merge keys are
// resolved; numbers and booleans are spelled as in JSON. Without any value the
// root is nil.
func ParseYAML(src *Source) (*Node, []Problem) {
	if root := parseLargeYAML(src, largeYAML); root != nil {
		return root, nil
	}
	return parseYAML(src)
}

func parseYAML(src *Source) (*Node, []Problem) {
	y := newYAMLReader(src, 0, len(src.Text))
	if strings.TrimSpace(strings.TrimPrefix(src.Text, bom)) == "" {
		y.report(len(src.Text), len(src.Text), Empty, "the file is empty", "")
		return nil, y.problems
	}
	var doc yaml.Node
	if err := unmarshalYAML([]byte(src.Text), &doc); err != nil {
		y.fail(err)
		return nil, y.problems
	}
	if doc.Kind != yaml.DocumentNode || len(doc.Content) == 0 {
		y.report(0, len(src.Text), Empty, "the file holds no value", "")
		return nil, y.problems
	}
	root := y.node(doc.Content[0], 0)
	if in := root.inner.Load(); in != nil {
		in.scattered = y.shared
	}
	return root, y.problems
}

// unmarshalYAML keeps a panic of the parser from reaching a user.
func unmarshalYAML(data []byte, doc *yaml.Node) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("the YAML parser gave up: %v", r)
		}
	}()
	return yaml.Unmarshal(data, doc)
}

// yamlReader makes nodes of what the library has read of a text, or of the lines
// of one from a place on.
type yamlReader struct {
	src      *Source
	lines    []int // where the lines that the library has read start
	nodes    slab
	problems []Problem
	total    int
	full     bool // something was left out
	shared   bool // a value stands elsewhere: there is an alias or a merge key
	done     map[*yaml.Node]*Node
	sizes    map[*Node]int
	open     map[*yaml.Node]bool
}

func newYAMLReader(src *Source, from, to int) *yamlReader {
	return &yamlReader{src: src, lines: yamlLines(src.Text, from, to), nodes: newSlab(to - from)}
}

// yamlLines returns where the lines of a part of a text start. YAML knows more ends
// of lines than other formats do.
func yamlLines(text string, from, to int) []int {
	lines := append(make([]int, 0, (to-from)/32+1), from)
	for i := from; i < to; i++ {
		switch c := text[i]; {
		case c == '\n', c == '\r' && !strings.HasPrefix(text[i:to], "\r\n"):
			lines = append(lines, i+1)
		case c == 0xC2 && strings.HasPrefix(text[i:to], "\u0085"):
			lines = append(lines, i+len("\u0085"))
		case c == 0xE2 && (strings.HasPrefix(text[i:to], "\u2028") || strings.HasPrefix(text[i:to], "\u2029")):
			lines = append(lines, i+len("\u2028"))
		}
	}
	return lines
}

// offset is the byte at which a line and column of the library are.
func (y *yamlReader) offset(line, column int) int {
	text := y.src.Text
	if line < 1 {
		return y.lines[0]
	}
	if line > len(y.lines) {
		return len(text)
	}
	at := y.lines[line-1]
	if at == 0 && strings.HasPrefix(text, bom) {
		at = len(bom)
	}
	for n := 1; n < column && at < len(text) && text[at] != '\n'; n++ {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	return at
}

func (y *yamlReader) report(start, end int, code Code, message, hint string) {
	y.add(Problem{Span: Span{y.src, start, end}, Code: code, Message: message, Hint: hint})
}

func (y *yamlReader) add(p Problem) {
	if len(y.problems) < maxProblems {
		y.problems = append(y.problems, p)
	}
}

var yamlLine = regexp.MustCompile(`line (\d+)(?:, column (\d+))?:?\s*`)

func (y *yamlReader) fail(err error) {
	line, column, message := 0, 1, err.Error()
	var le *yaml.LoadError
	if errors.As(err, &le) {
		line, column, message = le.Mark.Line, le.Mark.Column, le.Message
	} else if m := yamlLine.FindStringSubmatch(message); m != nil {
		line, _ = strconv.Atoi(m[1])
		if m[2] != "" {
			column, _ = strconv.Atoi(m[2])
		}
		message = yamlLine.ReplaceAllString(message, "")
	}
	message = strings.TrimPrefix(strings.TrimPrefix(message, "yaml: "), "while scanning for the next token: ")
	at := y.offset(line, max(column, 1))
	hint := ""
	if strings.HasPrefix(strings.TrimLeft(y.src.Text[y.offset(line, 1):], " "), "\t") {
		hint = "indent with blanks, YAML allows no tabs there"
	}
	y.report(at, at, Malformed, message, hint)
}

func (y *yamlReader) node(n *yaml.Node, depth int) *Node {
	y.total++
	start := y.start(n)
	switch {
	case depth > maxDepth/10 || y.total > y.most():
		return y.tooMuch(start)
	case n.Kind == yaml.AliasNode:
		return y.alias(n, start, depth)
	case n.Kind == yaml.MappingNode:
		return y.mapping(n, start, depth)
	case n.Kind == yaml.SequenceNode:
		return y.sequence(n, start, depth)
	}
	return y.scalar(n, start)
}

// most is how many values are read: no text has more of them than bytes.
func (y *yamlReader) most() int { return maxUnfolded + len(y.src.Text) }

// tooMuch stands for a value that is left out, and says so once.
func (y *yamlReader) tooMuch(start int) *Node {
	if !y.full {
		y.full = true
		y.report(start, start, TooDeep, "the document unfolds to more than can be read", "")
	}
	return &Node{Span: Span{y.src, start, start}}
}

// start is the byte at which the value itself starts, behind anchor and tag.
func (y *yamlReader) start(n *yaml.Node) int {
	at := y.offset(n.Line, n.Column)
	for n.Kind != yaml.AliasNode && at < len(y.src.Text) && (y.src.Text[at] == '&' || y.src.Text[at] == '!') {
		for at < len(y.src.Text) && !strings.ContainsRune(" \t\r\n", rune(y.src.Text[at])) {
			at++
		}
		for at < len(y.src.Text) && (y.src.Text[at] == ' ' || y.src.Text[at] == '\t') {
			at++
		}
	}
	return at
}

// alias gives the node that the alias stands for, but at its own place where
// it is a scalar; larger values are shared with their anchor.
func (y *yamlReader) alias(n *yaml.Node, start, depth int) *Node {
	y.shared = true
	target := n.Alias
	if target == nil || y.open[target] {
		y.report(start, start+1, Malformed, fmt.Sprintf("the alias *%s stands inside its own anchor", n.Value), "")
		return &Node{Span: Span{y.src, start, start + 1 + len(n.Value)}}
	}
	if y.done == nil {
		y.done, y.sizes = map[*yaml.Node]*Node{}, map[*Node]int{}
	}
	if v := y.done[target]; v != nil {
		if y.total += y.sizes[v]; y.total > y.most() {
			return y.tooMuch(start)
		}
		return v
	}
	before := y.total
	v := y.node(target, depth+1)
	y.done[target], y.sizes[v] = v, y.total-before
	return v
}

func (y *yamlReader) made(kind Kind, start int) *Node {
	v := y.nodes.node()
	v.Kind, v.Span = kind, Span{y.src, start, start}
	return v
}

func (y *yamlReader) enter(n *yaml.Node) func() {
	if n.Anchor == "" {
		return func() {}
	}
	if y.open == nil {
		y.open = map[*yaml.Node]bool{}
	}
	y.open[n] = true
	return func() { delete(y.open, n) }
}

func (y *yamlReader) mapping(n *yaml.Node, start, depth int) *Node {
	defer y.enter(n)()
	v := y.made(Object, start)
	members := make([]Member, 0, len(n.Content)/2)
	var merges []*Node
	var merge Span // the key of the first one
	var seen map[string]int
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, val := n.Content[i], n.Content[i+1]
		ks := y.start(k)
		if k.Kind == yaml.ScalarNode && k.Tag == "!!merge" {
			y.shared = true
			if len(merges) > 0 {
				y.twice("<<", Span{y.src, ks, ks + len("<<")}, merge)
			} else {
				merge = Span{y.src, ks, ks + len("<<")}
			}
			m := y.node(val, depth+1)
			v.End = max(v.End, y.end(m, ks))
			merges = append(merges, m)
			continue
		}
		key := Span{y.src, ks, y.scalarEnd(k, ks)}
		name := spelt(y.src, k.Value, key.Start, key.End)
		if k.Kind == yaml.AliasNode && k.Alias != nil {
			y.shared = true
			name = k.Alias.Value
		}
		if k.Kind != yaml.ScalarNode && k.Kind != yaml.AliasNode {
			y.report(ks, ks+1, Malformed, "a key that is a list or a mapping", "write a text")
			continue
		}
		var first int
		if first, seen = earlier(members, name, seen); first >= 0 {
			y.twice(name, key, members[first].Key)
		}
		child := y.node(val, depth+1)
		members = append(members, Member{Name: name, Key: key, Value: child})
		v.End = max(v.End, y.end(child, key.End))
	}
	if len(merges) > 0 {
		members = y.merge(members, merges)
	}
	in := y.nodes.inner()
	in.members = members
	v.inner.Store(in)
	v.End = y.flowEnd(n, v, '}')
	return v
}

func (y *yamlReader) twice(name string, key, first Span) {
	y.add(Problem{
		Span: key, First: first, Code: DuplicateKey, Hint: "delete one of them",
		Message: fmt.Sprintf("key %q stands twice in one mapping, first at line %d", name, y.src.Position(first.Start).Line),
	})
}

// end is the end of a child, unless it is shared with an anchor elsewhere.
func (y *yamlReader) end(child *Node, behind int) int {
	if child.Start < behind {
		line := y.src.Position(behind).Line
		text, at := y.src.Line(line)
		return at + len(text)
	}
	return child.End
}

// merge appends what merge keys bring that the mapping does not say itself.
func (y *yamlReader) merge(members []Member, merges []*Node) []Member {
	seen := make(map[string]bool, len(members))
	for i := range members {
		seen[members[i].Name] = true
	}
	var add func(m *Node)
	add = func(m *Node) {
		for _, item := range m.Items() {
			add(item)
		}
		for _, mm := range m.Members() {
			if !seen[mm.Name] {
				seen[mm.Name] = true
				members = append(members, mm)
			}
		}
	}
	for _, m := range merges {
		add(m)
	}
	return members
}

func (y *yamlReader) sequence(n *yaml.Node, start, depth int) *Node {
	defer y.enter(n)()
	v := y.made(Array, start)
	items := make([]*Node, len(n.Content))
	for i, c := range n.Content {
		items[i] = y.node(c, depth+1)
		v.End = max(v.End, y.end(items[i], y.start(c)))
	}
	in := y.nodes.inner()
	in.items = items
	v.inner.Store(in)
	v.End = y.flowEnd(n, v, ']')
	return v
}

// flowEnd is the end of a container: behind its bracket in flow style.
func (y *yamlReader) flowEnd(n *yaml.Node, v *Node, closer byte) int {
	end := max(v.End, v.Start)
	if n.Style&yaml.FlowStyle == 0 {
		return end
	}
	end = max(end, v.Start+1)
	for end < len(y.src.Text) {
		switch c := y.src.Text[end]; c {
		case closer:
			return end + 1
		case '#':
			if i := strings.IndexByte(y.src.Text[end:], '\n'); i >= 0 {
				end += i
			} else {
				return len(y.src.Text)
			}
		case ' ', '\t', '\r', '\n', ',':
		default:
			return end
		}
		end++
	}
	return len(y.src.Text)
}
