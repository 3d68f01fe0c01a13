package syntax

import (
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Kind is what a node holds.
type Kind uint8

// The kinds of nodes. Invalid stands where the text could not be understood.
const (
	Invalid Kind = iota
	Null
	Bool
	Number
	String
	Array
	Object
)

var kindNames = [...]string{"nothing", "null", "boolean", "number", "string", "array", "object"}

// String returns the JSON name of the kind, for messages.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "kind(" + itoa(int(k)) + ")"
}

// Node is one value of a document with its place. Nodes are immutable once the
// document is parsed.
type Node struct {
	Span
	Kind Kind
	// Text is the decoded text of a String, the literal of a Number or Bool as
	// the file spells it (for YAML and TOML: as JSON would).
	Text string

	// inner is what an object or array holds. Of a node that an edit has moved it
	// is made when it is first asked for.
	inner atomic.Pointer[inner]
}

// inner is what is below a node: its members or items, or, as long as nobody asks
// for them, where they are to be had.
type inner struct {
	members   []Member
	items     []*Node
	moved     *Node // of an older tree, with the same bytes
	closed    bool  // in the text
	scattered bool  // of a root: the text of something in it is not in one place of its own
}

// shut is what a closed node has.
var shut = &inner{closed: true}

func (in *inner) pending() bool { return in.moved != nil || in.closed }

// NewObject returns an object that stands in no file.
func NewObject(members ...Member) *Node {
	n := &Node{Kind: Object}
	n.SetMembers(members)
	return n
}

// NewArray returns an array that stands in no file.
func NewArray(items ...*Node) *Node {
	n := &Node{Kind: Array}
	n.SetItems(items)
	return n
}

// Members returns the members of an object in the file's order, duplicates
// included. The list belongs to the node.
func (n *Node) Members() []Member {
	if in := n.inner.Load(); in != nil {
		if in.pending() {
			in = n.open(in)
		}
		return in.members
	}
	return nil
}

// Items returns the elements of an array. The list belongs to the node.
func (n *Node) Items() []*Node {
	if in := n.inner.Load(); in != nil {
		if in.pending() {
			in = n.open(in)
		}
		return in.items
	}
	return nil
}

// maxClosed is how deep a node may stand for Close to be of use: as deep as an
// element of a list of the root.
const maxClosed = 2

// Close lets go of what is below an object or array of a JSON text that was read
// without a problem: it is read again when it is asked for, as other nodes. It is
// for trees that nobody else works on.
func (n *Node) Close() {
	if n.inner.Load() != nil {
		n.inner.Store(shut)
	}
}

// SetMembers gives an object that is being built its members; it keeps the list.
// The nodes of a document never change.
func (n *Node) SetMembers(members []Member) { n.inner.Store(&inner{members: members}) }

// SetItems gives an array that is being built its elements; it keeps the list.
// The nodes of a document never change.
func (n *Node) SetItems(items []*Node) { n.inner.Store(&inner{items: items}) }

// Copy returns a node that has the lists of n for its own, to be changed while a
// tree is being built. What they hold is shared.
func (n *Node) Copy() *Node {
	c := &Node{Span: n.Span, Kind: n.Kind, Text: n.Text}
	c.inner.Store(&inner{members: slices.Clone(n.Members()), items: slices.Clone(n.Items())})
	return c
}

// AddMember appends a member to an object that is being built.
func (n *Node) AddMember(m Member) {
	in := n.building()
	in.members = append(in.members, m)
}

// AddItem appends an element to an array that is being built.
func (n *Node) AddItem(item *Node) {
	in := n.building()
	in.items = append(in.items, item)
}

func (n *Node) building() *inner {
	in := n.inner.Load()
	if in == nil {
		in = &inner{}
		n.inner.Store(in)
	}
	return in
}

// Member is one key of an object with its value. Key is the place of the key
// as the file has it, quotes included.
type Member struct {
	Name  string
	Key   Span
	Value *Node
}

// Span returns the place of the whole member, from its key to its value's end.
func (m Member) Span() Span {
	s := m.Key
	if m.Value != nil && m.Value.Source == s.Source && m.Value.End > s.End {
		s.End = m.Value.End
	}
	return s
}

// Get returns the value of a key of an object, the last one where the key
// stands several times, as JSON decoders take it. It is nil where there is
// none, and for a nil node.
func (n *Node) Get(name string) *Node {
	m := n.Member(name)
	if m == nil {
		return nil
	}
	return m.Value
}

// Member returns the last member of that name, or nil.
func (n *Node) Member(name string) *Member {
	if n == nil || n.Kind != Object {
		return nil
	}
	members := n.Members()
	for i := len(members) - 1; i >= 0; i-- {
		if members[i].Name == name {
			return &members[i]
		}
	}
	return nil
}

// At returns the node at a JSON pointer (RFC 6901) below n, or nil.
func (n *Node) At(pointer string) *Node {
	if pointer == "" {
		return n
	}
	if !strings.HasPrefix(pointer, "/") {
		return nil
	}
	for _, token := range strings.Split(pointer[1:], "/") {
		n = n.child(UnescapeToken(token))
		if n == nil {
			return nil
		}
	}
	return n
}

func (n *Node) child(token string) *Node {
	if n == nil {
		return nil
	}
	switch n.Kind {
	case Object:
		return n.Get(token)
	case Array:
		i, err := strconv.Atoi(token)
		if err != nil || i < 0 || i >= len(n.Items()) || token != itoa(i) {
			return nil
		}
		return n.Items()[i]
	}
	return nil
}

// IsNull reports whether the node is absent or null.
func (n *Node) IsNull() bool { return n == nil || n.Kind == Null }

// Str returns the text of a string node, "" for any other.
func (n *Node) Str() string {
	if n == nil || n.Kind != String {
		return ""
	}
	return n.Text
}

// EscapeToken writes a key as one token of a JSON pointer.
func EscapeToken(s string) string {
	if !strings.ContainsAny(s, "~/") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "~", "~0"), "/", "~1")
}

// UnescapeToken reads one token of a JSON pointer.
func UnescapeToken(s string) string {
	if !strings.Contains(s, "~") {
		return s
	}
	return strings.ReplaceAll(strings.ReplaceAll(s, "~1", "/"), "~0", "~")
}

// Join appends tokens to a JSON pointer, escaping each.
func Join(pointer string, tokens ...string) string {
	for _, t := range tokens {
		pointer += "/" + EscapeToken(t)
	}
	return pointer
}

// Index appends an array index to a JSON pointer.
func Index(pointer string, i int) string { return pointer + "/" + itoa(i) }

// Walk calls visit for n and everything below it, in the file's order, with
// the JSON pointer of each; a false answer leaves out what is below.
func (n *Node) Walk(visit func(pointer string, n *Node) bool) { walk("", n, visit) }

func walk(pointer string, n *Node, visit func(string, *Node) bool) {
	if n == nil || !visit(pointer, n) {
		return
	}
	for _, m := range n.Members() {
		walk(Join(pointer, m.Name), m.Value, visit)
	}
	for i, item := range n.Items() {
		walk(Index(pointer, i), item, visit)
	}
}

// Path returns the nodes from n down to the smallest one that holds the byte
// offset, with its JSON pointer. A place on a key belongs to the key's value.
func (n *Node) Path(offset int) (pointer string, nodes []*Node) {
	for n != nil {
		nodes = append(nodes, n)
		next, token := n.childAt(offset)
		if next == nil {
			return pointer, nodes
		}
		pointer = Join(pointer, token)
		n = next
	}
	return pointer, nodes
}

func (n *Node) childAt(offset int) (*Node, string) {
	for _, m := range n.Members() {
		if s := m.Span(); s.Start <= offset && offset <= s.End {
			return m.Value, m.Name
		}
	}
	for i, item := range n.Items() {
		if item.Start <= offset && offset <= item.End {
			return item, itoa(i)
		}
	}
	return nil, ""
}

// Problem is something wrong in the text of a file.
type Problem struct {
	Span Span
	// First is, of a DuplicateKey, where the key stands already.
	First Span
	Code  Code
	// Message says what is wrong, lower case, without a final period.
	Message string
	// Hint says what to write instead; it may be empty.
	Hint string
}

// Error makes a Problem an error: place and message.
func (p Problem) Error() string {
	if place := p.Span.String(); place != "" {
		return place + ": " + p.Message
	}
	return p.Message
}

// Code tells the classes of problems apart.
type Code uint8

// The classes. Only DuplicateKey leaves a document that readers accept, and of JSON
// alone: those of YAML and TOML refuse a key that stands twice.
const (
	Malformed Code = iota
	Empty
	Truncated
	Trailing
	DuplicateKey
	Comment
	TrailingComma
	ByteOrderMark
	TooDeep
)
