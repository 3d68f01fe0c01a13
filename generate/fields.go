package generate

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// fields merges the members of one object, three ways, into steps that change
// the text of the file and conflicts that leave it.
type fields struct {
	steps     []step
	conflicts []conflict
}

// step is one change of a value: it is set, added to its object at an index, or
// taken away. Steps of elements of one list stand from its end to its start.
type step struct {
	kind    stepKind
	pointer string // of the value, for insert of its container
	key     string
	at      int
	value   *syntax.Node
	depth   int
}

type stepKind uint8

const (
	stepSet stepKind = iota
	stepMember
	stepItem
	stepRemove
)

// conflict is a value that both sides changed, each in its way.
type conflict struct {
	pointer            string
	place              syntax.Span
	base, ours, theirs *syntax.Node
}

func (c conflict) name() string {
	return strings.ReplaceAll(strings.TrimPrefix(c.pointer, "/"), "~1", "/")
}

// String says what each side has.
func (c conflict) String() string {
	text := fmt.Sprintf("%s is %s in the file and %s in what is generated", c.name(), describe(c.ours), describe(c.theirs))
	if c.base != nil {
		text += ", it was " + describe(c.base)
	}
	return text
}

const maxShown = 60

// describe shows a value in a message.
func describe(n *syntax.Node) string {
	if n == nil {
		return "absent"
	}
	s := config.Inline(n)
	if utf8.RuneCountInString(s) > maxShown {
		s = string([]rune(s)[:maxShown-1]) + "…"
	}
	return s
}

// names are the fields of the first level that steps change.
func (f *fields) names() []string {
	var names []string
	for _, s := range f.steps {
		name := s.key
		if s.pointer != "" {
			name, _, _ = strings.Cut(s.pointer[1:], "/")
		}
		if name = syntax.UnescapeToken(name); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// object merges the members of an object. base is nil where there was none.
func (f *fields) object(pointer string, base, ours, theirs *syntax.Node, depth int) {
	for i, m := range theirs.Members() {
		p := syntax.Join(pointer, m.Name)
		if o := ours.Get(m.Name); o != nil {
			f.value(p, m.Name, base.Get(m.Name), o, m.Value, depth+1)
			continue
		}
		switch b := base.Get(m.Name); {
		case b == nil:
			f.steps = append(f.steps, step{kind: stepMember, pointer: pointer, key: m.Name, at: f.place(pointer, ours, theirs, i), value: m.Value, depth: depth + 1})
		case !same(b, m.Value):
			f.conflict(p, base.Get(m.Name), nil, m.Value, ours)
		}
	}
	for _, m := range membersOf(base) {
		o := ours.Get(m.Name)
		switch {
		case theirs.Get(m.Name) != nil || o == nil:
		case same(m.Value, o):
			f.steps = append(f.steps, step{kind: stepRemove, pointer: syntax.Join(pointer, m.Name)})
		default:
			f.gone(syntax.Join(pointer, m.Name), m.Name, m.Value, o, depth+1)
		}
	}
}

func membersOf(n *syntax.Node) []syntax.Member {
	if n == nil {
		return nil
	}
	return n.Members()
}

// place is where a new member of theirs goes: behind the member before it that
// the file has too, else to the front. Members added so far count.
func (f *fields) place(pointer string, ours, theirs *syntax.Node, i int) int {
	order := make([]string, 0, len(ours.Members()))
	for _, m := range ours.Members() {
		order = append(order, m.Name)
	}
	for _, s := range f.steps {
		if s.kind == stepMember && s.pointer == pointer {
			order = slices.Insert(order, s.at, s.key)
		}
	}
	for i--; i >= 0; i-- {
		if at := slices.Index(order, theirs.Members()[i].Name); at >= 0 {
			return at + 1
		}
	}
	return 0
}

// gone merges a member that theirs has no longer, though the file differs from
// what was generated: of objects goes what nobody edited.
func (f *fields) gone(pointer, name string, base, ours *syntax.Node, depth int) {
	switch {
	case nameLists[name] && isTexts(base) && isTexts(ours):
		f.names3(pointer, base, ours, &syntax.Node{Kind: syntax.Array}, depth)
	case base.Kind == syntax.Object && ours.Kind == syntax.Object:
		f.object(pointer, base, ours, &syntax.Node{Kind: syntax.Object}, depth)
	default:
		f.conflict(pointer, base, ours, nil, ours)
	}
}

// value merges a value that the file and theirs both have.
func (f *fields) value(pointer, name string, base, ours, theirs *syntax.Node, depth int) {
	switch {
	case same(ours, theirs) || base != nil && same(base, theirs):
		// Nothing came from the documents.
	case ours.Kind == syntax.Object && theirs.Kind == syntax.Object:
		if base != nil && base.Kind != syntax.Object {
			base = nil
		}
		f.object(pointer, base, ours, theirs, depth)
	case nameLists[name] && isTexts(ours) && isTexts(theirs) && (base == nil || isTexts(base)):
		f.names3(pointer, base, ours, theirs, depth)
	case name == "backend" && isObjects(ours) && isObjects(theirs) && (base == nil || isObjects(base)):
		f.backends(pointer, base, ours, theirs, depth)
	case base != nil && same(base, ours):
		f.steps = append(f.steps, step{kind: stepSet, pointer: pointer, key: name, value: theirs, depth: depth})
	default:
		f.conflict(pointer, base, ours, theirs, ours)
	}
}

func (f *fields) conflict(pointer string, base, ours, theirs, place *syntax.Node) {
	f.conflicts = append(f.conflicts, conflict{pointer: pointer, place: place.Span, base: base, ours: ours, theirs: theirs})
}

// nameLists are the lists whose order does not matter and whose elements are
// added and taken away one by one.
var nameLists = map[string]bool{"input_headers": true, "input_query_strings": true}

func isTexts(n *syntax.Node) bool { return isList(n, syntax.String) }

func isObjects(n *syntax.Node) bool { return isList(n, syntax.Object) }

func isList(n *syntax.Node, kind syntax.Kind) bool {
	return n != nil && n.Kind == syntax.Array && !slices.ContainsFunc(n.Items(), func(item *syntax.Node) bool { return item.Kind != kind })
}

// names3 merges a list of names. One that lets everything through needs no
// further names.
func (f *fields) names3(pointer string, base, ours, theirs *syntax.Node, depth int) {
	if base == nil {
		base = &syntax.Node{Kind: syntax.Array}
	}
	var steps []step
	for i := len(ours.Items()) - 1; i >= 0; i-- {
		if name := ours.Items()[i]; indexOf(base, name) >= 0 && indexOf(theirs, name) < 0 {
			steps = append(steps, step{kind: stepRemove, pointer: syntax.Index(pointer, i)})
		}
	}
	if len(steps) == len(ours.Items()) && len(theirs.Items()) == 0 {
		f.steps = append(f.steps, step{kind: stepRemove, pointer: pointer})
		return
	}
	if base != nil && same(base, ours) && !strings.Contains(ours.Span.Text(), "\n") {
		f.steps = append(f.steps, step{kind: stepSet, pointer: pointer, value: theirs, depth: depth})
		return
	}
	f.steps = append(f.steps, steps...)
	order := slices.DeleteFunc(slices.Clone(ours.Items()), func(n *syntax.Node) bool { return indexOf(base, n) >= 0 && indexOf(theirs, n) < 0 })
	if indexOf(ours, &syntax.Node{Kind: syntax.String, Text: "*"}) >= 0 {
		return
	}
	for i, name := range theirs.Items() {
		if indexOf(ours, name) >= 0 || indexOf(base, name) >= 0 {
			continue
		}
		at := 0
		for before := i - 1; before >= 0 && at == 0; before-- {
			at = 1 + indexOf(syntax.NewArray(order...), theirs.Items()[before])
		}
		order = slices.Insert(order, at, name)
		f.steps = append(f.steps, step{kind: stepItem, pointer: pointer, at: at, value: name, depth: depth + 1})
	}
}

func indexOf(list, name *syntax.Node) int {
	return slices.IndexFunc(list.Items(), func(n *syntax.Node) bool { return n.Text == name.Text })
}

// backends merges lists of backends, each with its counterparts.
func (f *fields) backends(pointer string, base, ours, theirs *syntax.Node, depth int) {
	if base == nil {
		base = &syntax.Node{Kind: syntax.Array}
	}
	inOurs := counterparts(base.Items(), ours.Items())
	inTheirs := counterparts(base.Items(), theirs.Items())
	baseOfTheirs := make([]int, len(theirs.Items()))
	for i := range baseOfTheirs {
		baseOfTheirs[i] = slices.Index(inTheirs, i)
	}
	var fresh []int
	for i, b := range baseOfTheirs {
		if b < 0 {
			fresh = append(fresh, i)
		} else if o := inOurs[b]; o >= 0 {
			f.value(syntax.Index(pointer, o), "", base.Items()[b], ours.Items()[o], theirs.Items()[i], depth+1)
		}
	}
	direct := counterparts(pick(theirs.Items(), fresh), ours.Items())
	for k, i := range fresh {
		// Without a base the file's backends are what theirs go with.
		if o := direct[k]; o >= 0 && slices.Index(inOurs, o) < 0 && (len(base.Items()) == 0 || backendKey(ours.Items()[o]) == backendKey(theirs.Items()[i])) {
			f.value(syntax.Index(pointer, o), "", nil, ours.Items()[o], theirs.Items()[i], depth+1)
			continue
		}
		f.steps = append(f.steps, step{kind: stepItem, pointer: pointer, at: len(ours.Items()) + len(theirs.Items()), value: theirs.Items()[i], depth: depth + 1})
	}
	for b := len(base.Items()) - 1; b >= 0; b-- {
		switch o := inOurs[b]; {
		case inTheirs[b] >= 0 || o < 0:
		case same(base.Items()[b], ours.Items()[o]):
			f.steps = append(f.steps, step{kind: stepRemove, pointer: syntax.Index(pointer, o)})
		default:
			f.conflict(syntax.Index(pointer, o), base.Items()[b], ours.Items()[o], nil, ours.Items()[o])
		}
	}
}

func pick(list []*syntax.Node, indexes []int) []*syntax.Node {
	var out []*syntax.Node
	for _, i := range indexes {
		out = append(out, list[i])
	}
	return out
}

// counterparts finds for each backend of a list the index of the one in another
// list that it is: of the same call, else of those left over in their order.
func counterparts(from, to []*syntax.Node) []int {
	found := make([]int, len(from))
	used := make([]bool, len(to))
	for i := range found {
		found[i] = -1
	}
	for _, key := range []func(*syntax.Node) string{backendKey, func(n *syntax.Node) string { return n.Get("url_pattern").Str() }, func(*syntax.Node) string { return "" }} {
		for i, a := range from {
			for j, b := range to {
				if found[i] < 0 && !used[j] && key(a) == key(b) {
					found[i], used[j] = j, true
				}
			}
		}
	}
	return found
}

// backendKey tells backends apart by what they call.
func backendKey(n *syntax.Node) string {
	key := n.Get("method").Str() + " " + n.Get("url_pattern").Str()
	if host := n.Get("host"); host != nil {
		key += " " + config.Compact(host)
	}
	return key
}

// apply makes the steps in the text of an endpoint, laid out as the file is.
func (f *fields) apply(file *config.Document, n *syntax.Node) string {
	line, start := file.Source.Line(file.Source.Position(n.Start).Line)
	indent := line[:len(line)-len(strings.TrimLeft(line, " \t"))]
	if start+len(indent) > n.Start {
		indent = indent[:max(0, n.Start-start)]
	}
	doc, err := f.make(config.Parse("", []byte(indent+n.Span.Text())))
	if err != nil {
		panic(err) // steps come from this very text
	}
	return strings.TrimPrefix(doc.Source.Text, indent)
}

// make makes the steps one after another. The error is about a place of a YAML
// document that is not edited.
func (f *fields) make(doc *config.Document) (*config.Document, error) {
	for _, s := range f.steps {
		edits, err := s.edits(doc, "")
		if err == nil {
			doc, err = doc.Apply(edits...)
		}
		if err != nil {
			return nil, fmt.Errorf("merging %s: %w", s.pointer, err)
		}
	}
	return doc, nil
}

// edits turns a step into edits, of the object at a pointer of a document. What
// goes into a container of one line is written on that line.
func (s step) edits(doc *config.Document, within string) ([]syntax.Edit, error) {
	s.pointer = within + s.pointer
	container := s.pointer
	if s.kind == stepSet {
		container = s.pointer[:strings.LastIndexByte(s.pointer, '/')]
	}
	text := ""
	if s.kind != stepRemove {
		key := s.key
		if key == "" {
			key = "item"
		}
		text = config.LayoutValue(s.value, key, s.depth)
		if at := doc.Root.At(container); at != nil && len(at.Members())+len(at.Items()) > 0 && !strings.Contains(at.Span.Text(), "\n") {
			text = config.Inline(s.value)
		} else {
			text = dedent(text, s.depth)
		}
	}
	switch s.kind {
	case stepSet:
		return doc.Set(s.pointer, text)
	case stepMember:
		return doc.InsertMember(s.pointer, s.at, s.key, text)
	case stepItem:
		return doc.Insert(s.pointer, s.at, text)
	}
	return doc.Remove(s.pointer)
}

// dedent takes away the indentation that layout put before lines for their
// depth, as edits of a document add their own.
func dedent(text string, depth int) string {
	return strings.ReplaceAll(text, "\n"+strings.Repeat("  ", depth), "\n")
}
