package syntax

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxDepth bounds nesting, so that no input can exhaust the stack.
const maxDepth = 10000

// ParseJSON reads a JSON text. Comments, trailing commas, a byte order mark,
// single quotes and bare keys are understood and reported; of two equal keys
// both are kept. Without any value the root is nil.
func ParseJSON(src *Source) (*Node, []Problem) {
	p := newJSONParser(src)
	return p.document()
}

func newJSONParser(src *Source) *jsonParser {
	s := newSlab(len(src.Text))
	return &jsonParser{src: src, s: src.Text, shallow: s, deep: s}
}

func (p *jsonParser) document() (*Node, []Problem) {
	if isUTF16(p.s) {
		p.report(0, 0, Malformed, "the file is in UTF-16", "save it as UTF-8 without BOM")
		return nil, p.problems
	}
	if strings.HasPrefix(p.s, bom) {
		p.pos = len(bom)
		p.report(0, p.pos, ByteOrderMark, "the file starts with a byte order mark", "save it as UTF-8 without BOM")
	}
	p.space()
	if p.pos >= len(p.s) {
		p.report(len(p.s), len(p.s), Empty, "the file is empty", "")
		return nil, p.problems
	}
	root := p.value(0)
	p.space()
	if p.pos < len(p.s) && !p.aborted {
		p.report(p.pos, len(p.s), Trailing, "there is text behind the end of the document", "delete it")
	}
	return root, p.problems
}

type jsonParser struct {
	src      *Source
	s        string
	pos      int
	aborted  bool // no sense can be made of the rest
	cut      int  // where a string was not closed: what lacks behind it is no problem of its own
	problems []Problem

	// open are the members and items so far of the objects and arrays that are
	// being read, those of the innermost last.
	openMembers []Member
	openItems   []*Node

	// shallow is for nodes that may be closed, deep for what is in them: what lies
	// in one of them together lives as long as any part of it. at is the one of
	// the value that is being read, and elements counts those that may be closed.
	shallow, deep slab
	at            *slab
	elements      int

	old *oldTree // of the text before its edits, nil for none
}

// maxProblems bounds what is reported of a file that is no JSON at all.
const maxProblems = 50

func (p *jsonParser) report(start, end int, code Code, message, hint string) {
	p.add(Problem{Span: Span{p.src, start, end}, Code: code, Message: message, Hint: hint})
}

func (p *jsonParser) add(problem Problem) {
	if len(p.problems) < maxProblems {
		p.problems = append(p.problems, problem)
	}
}

func (p *jsonParser) node(kind Kind, start int) *Node {
	n := p.at.node()
	n.Kind, n.Source, n.Start, n.End = kind, p.src, start, start
	return n
}

// below is the slab for what is in a value that stands so deep.
func (p *jsonParser) below(depth int) *slab {
	if depth >= maxClosed {
		return &p.deep
	}
	return &p.shallow
}

// slabAt returns the slab for values that stand so deep.
func (p *jsonParser) slabAt(depth int) *slab {
	if depth > maxClosed {
		return &p.deep
	}
	if depth == maxClosed {
		if p.elements++; p.elements%64 == 0 {
			p.deep = newSlab(len(p.s)) // so that what is closed is not held by what is not
		}
	}
	return &p.shallow
}

func (p *jsonParser) space() {
	for p.pos < len(p.s) {
		switch c := p.s[p.pos]; c {
		case ' ', '\t', '\n', '\r':
			p.pos++
		case '/':
			if !p.comment() {
				return
			}
		case '#':
			p.lineComment()
		default:
			return
		}
	}
}

func (p *jsonParser) lineComment() {
	start := p.pos
	if n := strings.IndexByte(p.s[p.pos:], '\n'); n >= 0 {
		p.pos += n
	} else {
		p.pos = len(p.s)
	}
	end := start + len(strings.TrimRight(p.s[start:p.pos], "\r"))
	p.report(start, end, Comment, "JSON has no comments", `use a key that starts with @, such as "@comment"`)
}

func (p *jsonParser) comment() bool {
	if strings.HasPrefix(p.s[p.pos:], "//") {
		p.lineComment()
		return true
	}
	if !strings.HasPrefix(p.s[p.pos:], "/*") {
		return false
	}
	start := p.pos
	n := strings.Index(p.s[p.pos+2:], "*/")
	if n < 0 {
		p.pos = len(p.s)
	} else {
		p.pos += n + 4
	}
	p.report(start, p.pos, Comment, "JSON has no comments", `use a key that starts with @, such as "@comment"`)
	return true
}

// value reads one value at the current place, which is not white space.
func (p *jsonParser) value(depth int) *Node {
	p.at = p.slabAt(depth)
	if p.pos >= len(p.s) {
		return p.truncated()
	}
	if depth > maxDepth {
		n := p.node(Invalid, p.pos)
		p.report(p.pos, p.pos+1, TooDeep, fmt.Sprintf("values are nested more than %d deep", maxDepth), "")
		p.pos, p.aborted = len(p.s), true
		return n
	}
	switch c := p.s[p.pos]; {
	case c == '{' || c == '[':
		if n := p.reused(depth); n != nil {
			return n
		}
		if c == '[' {
			return p.array(depth)
		}
		return p.object(depth)
	case c == '"' || c == '\'':
		n := p.node(String, p.pos)
		n.Text = p.str()
		n.End = p.pos
		return n
	default:
		return p.literal()
	}
}

func (p *jsonParser) truncated() *Node {
	if !p.aborted {
		p.report(p.end(), p.end(), Truncated, "the file ends in the middle of a value", "")
		p.aborted = true
	}
	return p.node(Invalid, len(p.s))
}

// end is where the text stops, white space left out.
func (p *jsonParser) end() int { return len(strings.TrimRight(p.s, " \t\r\n")) }

func (p *jsonParser) object(depth int) *Node {
	n := p.node(Object, p.pos)
	first := len(p.openMembers)
	p.inObject(n, depth)
	p.below(depth).close(n, p.openMembers[first:], nil)
	p.openMembers = p.openMembers[:first]
	return n
}

// inObject reads an object up to its end; its members are the last of those that
// are open then.
func (p *jsonParser) inObject(n *Node, depth int) {
	first := len(p.openMembers)
	p.pos++
	var seen map[string]int
	for {
		p.space()
		if p.aborted || p.pos >= len(p.s) {
			p.unclosed(n, "object")
			return
		}
		switch c := p.s[p.pos]; c {
		case '}':
			p.pos++
			n.End = p.pos
			return
		case ',':
			p.report(p.pos, p.pos+1, Malformed, "unexpected comma", "delete it")
			p.pos++
			continue
		case ']':
			p.report(p.pos, p.pos+1, Malformed, `"]" closes an object that "{" opened`, `write "}"`)
			p.pos++
			n.End = p.pos
			return
		}
		if m, ok := p.member(depth); ok {
			seen = p.once(p.openMembers[first:], &m, seen)
			p.openMembers = append(p.openMembers, m)
		}
		if p.aborted {
			p.unclosed(n, "object")
			return
		}
		p.separator('}', "object")
	}
}

// once reports a key that stands among the members before it already. It returns
// the index of earlier.
func (p *jsonParser) once(before []Member, m *Member, seen map[string]int) map[string]int {
	first, seen := earlier(before, m.Name, seen)
	if first >= 0 {
		was := before[first].Key
		p.add(Problem{
			Span: m.Key, First: was, Code: DuplicateKey, Hint: "delete one of them",
			Message: fmt.Sprintf("key %q stands twice in one object, first at line %d: the last one counts", m.Name, p.src.Position(was.Start).Line),
		})
	}
	return seen
}

// earlier returns which of the members before it has the name of the next one, -1
// for none. Few are searched, more have an index, which is returned for the one
// behind.
func earlier(before []Member, name string, seen map[string]int) (int, map[string]int) {
	const small = 12
	if seen == nil && len(before) > small {
		seen = make(map[string]int, 2*small)
		for i := range before {
			if _, ok := seen[before[i].Name]; !ok {
				seen[before[i].Name] = i
			}
		}
	}
	if seen == nil {
		return slices.IndexFunc(before, func(b Member) bool { return b.Name == name }), nil
	}
	if i, ok := seen[name]; ok {
		return i, seen
	}
	seen[name] = len(before)
	return -1, seen
}

func (p *jsonParser) member(depth int) (Member, bool) {
	start := p.pos
	var name string
	switch c := p.s[p.pos]; {
	case c == '"' || c == '\'':
		name = p.str()
	case isWord(c):
		for p.pos < len(p.s) && isWord(p.s[p.pos]) {
			p.pos++
		}
		name = p.s[start:p.pos]
		p.report(start, p.pos, Malformed, fmt.Sprintf("the key %s is not in quotes", name), fmt.Sprintf("write %q", name))
	default:
		_, size := utf8.DecodeRuneInString(p.s[p.pos:])
		p.report(p.pos, p.pos+size, Malformed, fmt.Sprintf("%s where a key should be", show(p.s[p.pos:p.pos+size])), "")
		p.resync()
		return Member{}, false
	}
	m := Member{Name: name, Key: Span{p.src, start, p.pos}}
	if p.aborted {
		return m, false
	}
	p.space()
	if p.pos >= len(p.s) {
		m.Value = p.truncated()
		return m, true
	}
	if p.s[p.pos] == ':' {
		p.pos++
	} else {
		p.report(p.pos, p.pos+1, Malformed, fmt.Sprintf("there is no colon behind the key %q", name), "")
		if c := p.s[p.pos]; c == ',' || c == '}' {
			m.Value = p.node(Invalid, p.pos)
			return m, true
		}
	}
	p.space()
	if p.pos < len(p.s) && (p.s[p.pos] == ',' || p.s[p.pos] == '}') {
		p.report(p.pos, p.pos+1, Malformed, fmt.Sprintf("the key %q has no value", name), "")
		m.Value = p.node(Invalid, p.pos)
		return m, true
	}
	m.Value = p.value(depth + 1)
	return m, true
}

func (p *jsonParser) array(depth int) *Node {
	n := p.node(Array, p.pos)
	first := len(p.openItems)
	p.inArray(n, depth)
	p.below(depth).close(n, nil, p.openItems[first:])
	p.openItems = p.openItems[:first]
	return n
}

// inArray reads an array up to its end; its items are the last of those that are
// open then.
func (p *jsonParser) inArray(n *Node, depth int) {
	p.pos++
	for {
		p.space()
		if p.aborted || p.pos >= len(p.s) {
			p.unclosed(n, "array")
			return
		}
		switch c := p.s[p.pos]; c {
		case ']':
			p.pos++
			n.End = p.pos
			return
		case ',':
			p.report(p.pos, p.pos+1, Malformed, "unexpected comma", "delete it")
			p.pos++
			continue
		case '}':
			p.report(p.pos, p.pos+1, Malformed, `"}" closes an array that "[" opened`, `write "]"`)
			p.pos++
			n.End = p.pos
			return
		}
		item := p.value(depth + 1)
		p.openItems = append(p.openItems, item)
		if p.aborted {
			p.unclosed(n, "array")
			return
		}
		p.separator(']', "array")
	}
}

// separator reads the comma between two elements, or leaves the closer.
func (p *jsonParser) separator(closer byte, what string) {
	p.space()
	if p.pos >= len(p.s) {
		return
	}
	switch c := p.s[p.pos]; {
	case c == ',':
		comma := p.pos
		p.pos++
		p.space()
		if p.pos < len(p.s) && p.s[p.pos] == closer {
			p.report(comma, comma+1, TrailingComma, fmt.Sprintf("there is a comma behind the last element of the %s", what), "delete the comma")
		}
	case c == '}' || c == ']':
	default:
		at := p.pos
		for at > 0 && strings.IndexByte(" \t\r\n", p.s[at-1]) >= 0 {
			at--
		}
		if at != p.cut {
			p.report(at, at, Malformed, fmt.Sprintf("there is no comma between two elements of the %s", what), "add a comma")
		}
		if c == ':' {
			p.pos++
			p.resync()
		}
	}
}

func (p *jsonParser) unclosed(n *Node, what string) {
	n.End = len(p.s)
	if p.aborted {
		return
	}
	p.aborted = true
	p.report(p.end(), p.end(), Truncated,
		fmt.Sprintf("the file ends before the %s that starts at line %d is closed", what, p.src.Position(n.Start).Line), "")
}

// resync skips to where the next element may start.
func (p *jsonParser) resync() {
	for p.pos < len(p.s) && strings.IndexByte(",}]\n\"", p.s[p.pos]) < 0 {
		p.pos++
	}
}

func isWord(c byte) bool {
	return c == '_' || c == '$' || c == '@' || c == '-' || c == '+' || c == '.' ||
		'0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || c >= utf8.RuneSelf
}

func (p *jsonParser) literal() *Node {
	start := p.pos
	for p.pos < len(p.s) && isWord(p.s[p.pos]) {
		p.pos++
	}
	word := p.s[start:p.pos]
	n := p.node(Invalid, start)
	n.End = p.pos
	switch word {
	case "null":
		n.Kind = Null
		return n
	case "true", "false":
		n.Kind, n.Text = Bool, word
		return n
	case "":
		_, size := utf8.DecodeRuneInString(p.s[p.pos:])
		p.pos += size
		n.End = p.pos
		p.report(start, p.pos, Malformed, fmt.Sprintf("%s where a value should be", show(p.s[start:p.pos])), "")
		p.resync()
		return n
	}
	if validNumber(word) {
		n.Kind, n.Text = Number, word
		return n
	}
	hint := fmt.Sprintf("write %q if it is a text", word)
	switch strings.ToLower(word) {
	case "true", "false", "null":
		hint = "write " + strings.ToLower(word)
	case "none", "nil", "undefined":
		hint = "write null"
	}
	p.report(start, p.pos, Malformed, fmt.Sprintf("%s is no JSON value", printable(word)), hint)
	return n
}
