package syntax

import (
	"errors"
	"fmt"
	"math"
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
		in.shared = y.shared
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
	problems []Problem
	total    int
	full     bool // something was left out
	shared   bool // a value stands elsewhere: there is an alias or a merge key
	done     map[*yaml.Node]*Node
	sizes    map[*Node]int
	open     map[*yaml.Node]bool
}

func newYAMLReader(src *Source, from, to int) *yamlReader {
	return &yamlReader{src: src, lines: yamlLines(src.Text, from, to)}
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
	v := &Node{Kind: Object, Span: Span{y.src, start, start}}
	var merges []*Node
	var merge Span // the key of the first one
	seen := make(map[string]Span, len(n.Content)/2)
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
		if first, ok := seen[name]; ok {
			y.twice(name, key, first)
		}
		seen[name] = key
		child := y.node(val, depth+1)
		v.AddMember(Member{Name: name, Key: key, Value: child})
		v.End = max(v.End, y.end(child, key.End))
	}
	v.SetMembers(y.merge(v.Members(), seen, merges))
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
func (y *yamlReader) merge(members []Member, seen map[string]Span, merges []*Node) []Member {
	var add func(m *Node)
	add = func(m *Node) {
		for _, item := range m.Items() {
			add(item)
		}
		for _, mm := range m.Members() {
			if _, ok := seen[mm.Name]; !ok {
				seen[mm.Name] = mm.Key
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
	v := &Node{Kind: Array, Span: Span{y.src, start, start}}
	for _, c := range n.Content {
		child := y.node(c, depth+1)
		v.AddItem(child)
		v.End = max(v.End, y.end(child, y.start(c)))
	}
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

func (y *yamlReader) scalarEnd(n *yaml.Node, start int) int {
	text := y.src.Text
	if start >= len(text) {
		return len(text)
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return min(len(text), start+1+len(n.Value))
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := start + 1; i < len(text); i++ {
			if text[i] == '\\' {
				i++
			} else if text[i] == '"' {
				return i + 1
			}
		}
		return len(text)
	case n.Style&yaml.SingleQuotedStyle != 0:
		for i := start + 1; i < len(text); i++ {
			if text[i] != '\'' {
				continue
			}
			if i+1 < len(text) && text[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
		return len(text)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return y.blockEnd(start)
	case strings.HasPrefix(text[start:], n.Value):
		return start + len(n.Value)
	}
	return y.plainEnd(n.Value, start)
}

// plainEnd is the end of a text without quotes over several lines, whose ends
// of lines were read as blanks or line feeds.
func (y *yamlReader) plainEnd(value string, start int) int {
	at, text := start, y.src.Text
	for i := 0; i < len(value); i++ {
		if value[i] == ' ' || value[i] == '\n' {
			at = len(text) - len(strings.TrimLeft(text[at:], " \t\r\n"))
			continue
		}
		if at >= len(text) || text[at] != value[i] {
			line, from := y.src.Line(y.src.Position(start).Line)
			return from + len(line)
		}
		at++
	}
	return at
}

// blockEnd is the end of a literal or folded scalar whose sign is at start:
// all following lines that are blank or indented as deep as its first line.
func (y *yamlReader) blockEnd(start int) int {
	line := y.src.Position(start).Line
	text, at := y.src.Line(line)
	end := at + len(text)
	outer := outerIndent(text[:start-at])
	indent := 0 // of the lines of the text, once it is known
	if digit := strings.IndexAny(text[start-at:min(len(text), start-at+3)], "123456789"); digit >= 0 {
		indent = outer + int(text[start-at+digit]-'0')
	}
	for line++; line <= y.src.Lines(); line++ {
		text, at = y.src.Line(line)
		if strings.TrimSpace(text) == "" {
			continue
		}
		depth := len(text) - len(strings.TrimLeft(text, " "))
		if indent == 0 {
			indent = max(depth, outer+1)
		}
		if depth < indent {
			break
		}
		end = at + len(text)
	}
	return end
}

// outerIndent is how deep the key or the dash stands before which a text is
// the line.
func outerIndent(line string) int {
	outer := 0
	for at := 0; at < len(line); at++ {
		switch {
		case line[at] == ' ':
		case line[at] == '-' && at+1 < len(line) && line[at+1] == ' ':
			outer = at
		default:
			return at
		}
	}
	return outer
}

func (y *yamlReader) scalar(n *yaml.Node, start int) *Node {
	v := &Node{Kind: String, Span: Span{y.src, start, y.scalarEnd(n, start)}}
	v.Text = spelt(y.src, n.Value, v.Start, v.End)
	switch n.ShortTag() {
	case "!!null":
		v.Kind, v.Text = Null, ""
	case "!!bool":
		v.Kind, v.Text = Bool, strings.ToLower(n.Value)
	case "!!int":
		v.Kind, v.Text = yamlInt(n.Value)
	case "!!float":
		v.Kind, v.Text = yamlFloat(n.Value)
	}
	return v
}

func yamlInt(s string) (Kind, string) {
	if validNumber(s) {
		return Number, s
	}
	plain := strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", "")
	if validNumber(plain) {
		return Number, plain
	}
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return Number, strconv.FormatInt(i, 10)
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return Number, strconv.FormatUint(u, 10)
	}
	return String, s
}

func yamlFloat(s string) (Kind, string) {
	if validNumber(s) {
		return Number, s
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return String, s
	}
	return Number, strconv.FormatFloat(f, 'g', -1, 64)
}
