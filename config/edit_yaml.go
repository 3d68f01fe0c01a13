package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/syntax"
)

// yamlEditor makes the edits of a YAML document. In block style an element
// stands on lines of its own, which are added and taken away whole; in flow
// style it stands between commas, as in JSON. Comments stay, but for those on
// the lines of what is taken away.
//
// What an alias or a merge key brings stands elsewhere, where others share it:
// it is not edited.
type yamlEditor struct {
	d     *Document
	text  string
	style *yamlStyle
}

// element is one member or item: from its key, or its dash in block style, to
// the end of its value.
type element struct{ start, end int }

// yamlText returns the editor of a YAML document, nil for what is edited as JSON
// is: JSON itself, which is YAML too.
func (d *Document) yamlText() *yamlEditor {
	if d.Format != syntax.YAML {
		return nil
	}
	d.styleOnce.Do(func() { d.style = yamlStyleOf(d) })
	if d.style.json {
		return nil
	}
	return &yamlEditor{d, d.Source.Text, d.style}
}

// edit hands the value that a JSON text stands for to the maker of an edit.
func (y *yamlEditor) edit(json string, make func(*syntax.Node) ([]syntax.Edit, error)) ([]syntax.Edit, error) {
	n, problems := syntax.ParseJSON(syntax.NewSource("", []byte(json)))
	if len(problems) > 0 {
		return nil, fmt.Errorf("the new value is no JSON: %s", problems[0].Message)
	}
	return make(n)
}

// isBlock reports whether a container is written in block style.
func (y *yamlEditor) isBlock(n *syntax.Node) bool {
	return len(n.Members())+len(n.Items()) > 0 && n.Start < len(y.text) && y.text[n.Start] != '{' && y.text[n.Start] != '['
}

// set gives the value at a pointer another text; it is there.
func (y *yamlEditor) set(pointer string, value *syntax.Node) ([]syntax.Edit, error) {
	n := y.d.Root.At(pointer)
	if pointer == "" {
		return y.kept(syntax.Edit{Start: n.Start, End: n.End, Text: y.writer().block(value, 0)})
	}
	parentPointer, key := splitPointer(pointer)
	parent := y.d.Root.At(parentPointer)
	list, err := y.elements(parent)
	if err != nil {
		return nil, err
	}
	i := indexIn(parent, key)
	if n.Start < list[i].start || n.End > list[i].end {
		return nil, y.shared(pointer)
	}
	if !y.isBlock(parent) {
		return y.kept(syntax.Edit{Start: n.Start, End: n.End, Text: y.spelt(value, n)})
	}
	behind := list[i].start + 1 // the dash
	if parent.Kind == syntax.Object {
		k := parent.Members()[i].Key
		colon := strings.IndexByte(y.text[k.End:], ':')
		if colon < 0 || strings.TrimSpace(y.text[k.End:k.End+colon]) != "" {
			return nil, fmt.Errorf("the key of %q is written in a way that is not edited", pointer)
		}
		behind = k.End + colon + 1
	}
	return y.setBlock(element{behind, list[i].start}, parent, n, key, value)
}

// setBlock gives the value of an element in block style another text. at starts
// behind its colon or dash; its end is where the element starts.
func (y *yamlEditor) setBlock(at element, parent, n *syntax.Node, key string, value *syntax.Node) ([]syntax.Edit, error) {
	column := y.column(at.end)
	named := strings.TrimSpace(y.text[at.start:min(n.Start, y.lineEnd(at.start))]) // an anchor, a tag, a comment
	properties := named != "" && named[0] != '#' && named[0] != '-'
	inline := properties || y.style.inline(value, key, column)
	switch {
	case !inline && y.isBlock(n) && n.Kind == value.Kind:
		list, err := y.elements(n)
		if err != nil {
			return nil, err
		}
		return y.kept(syntax.Edit{Start: list[0].start, End: n.End, Text: y.writer().block(value, y.column(list[0].start))})
	case parent.Kind == syntax.Array && !properties:
		inner := column + 2
		text := " " + y.spelt(value, n)
		if !inline {
			text = " " + y.writer().block(value, inner)
		}
		return y.kept(syntax.Edit{Start: at.start, End: n.End, Text: text})
	case inline && y.isBlock(n):
		if properties {
			return nil, fmt.Errorf("a value behind an anchor or a tag in block style is not edited")
		}
		eol := min(y.lineEnd(at.start), n.Start)
		edits := []syntax.Edit{{Start: at.start, End: at.start, Text: " " + y.spelt(value, n)}, {Start: eol, End: n.End}}
		return y.kept(edits...)
	case inline:
		text := y.spelt(value, n)
		if n.Start == at.start {
			text = " " + text
		}
		return y.kept(syntax.Edit{Start: n.Start, End: n.End, Text: text})
	}
	inner := column + y.style.step(value)
	return y.kept(syntax.Edit{Start: at.start, End: n.End, Text: y.newline(inner) + y.writer().block(value, inner)})
}

// insert puts a member, or an item where the key is "", into a container.
func (y *yamlEditor) insert(pointer string, n *syntax.Node, index int, key string, value *syntax.Node) ([]syntax.Edit, error) {
	list, err := y.elements(n)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		whole := syntax.NewArray(value)
		if n.Kind == syntax.Object {
			whole = syntax.NewObject(syntax.Member{Name: key, Value: value})
		}
		return y.set(pointer, whole)
	}
	if !y.isBlock(n) {
		prefix := ""
		if n.Kind == syntax.Object {
			prefix = YAMLText(key) + ": "
			if y.text[list[0].start] == '"' {
				prefix = Quote(key) + ": "
			}
		}
		return y.d.add(n, index, prefix, y.writer().flow(value)), nil
	}
	column := y.column(list[0].start)
	w := y.writer()
	w.element(n.Kind, key, value, column)
	if index == 0 {
		return []syntax.Edit{{Start: list[0].start, End: list[0].start, Text: w.b.String() + y.newline(column)}}, nil
	}
	before := list[min(index, len(list))-1]
	if y.endsOpen(n, min(index, len(list))-1, before) {
		return nil, fmt.Errorf("nothing can be put behind the text that ends at %s without changing it", syntax.Span{Source: y.d.Source, Start: before.end, End: before.end})
	}
	at := y.lineEnd(before.end)
	return []syntax.Edit{{Start: at, End: at, Text: y.newline(column) + w.b.String()}}, nil
}

// endsOpen reports whether an element ends with a literal or folded text to
// which what follows would make a difference: one that keeps its last blank
// lines, or has no end of line.
func (y *yamlEditor) endsOpen(n *syntax.Node, i int, e element) bool {
	last := n
	for last.Kind >= syntax.Array && len(last.Members())+len(last.Items()) > 0 {
		if last != n {
			i = max(len(last.Members()), len(last.Items())) - 1
		}
		if last.Kind == syntax.Object {
			last = last.Members()[i].Value
		} else {
			last = last.Items()[i]
		}
	}
	header, _, _ := strings.Cut(last.Span.Text(), "\n")
	if last.Kind != syntax.String || header == "" || header[0] != '|' && header[0] != '>' || last.End < e.start {
		return false
	}
	return strings.Contains(header, "+") || e.end >= len(y.text)
}

// remove takes away the element at an index of the container at a pointer.
func (y *yamlEditor) remove(pointer string, n *syntax.Node, i int) ([]syntax.Edit, error) {
	list, err := y.elements(n)
	if err != nil {
		return nil, err
	}
	if !y.isBlock(n) {
		return y.removeFlow(n, i)
	}
	if len(list) == 1 {
		return y.set(pointer, &syntax.Node{Kind: n.Kind})
	}
	e := list[i]
	start, end := y.lineStart(e.start), y.lineEnd(e.end)
	if strings.TrimSpace(y.text[start:e.start]) != "" { // the first one, behind the dash of what it stands in
		next := list[i+1].start
		if strings.TrimSpace(y.text[end:next]) == "" {
			return y.kept(syntax.Edit{Start: e.start, End: next})
		}
		return y.kept(syntax.Edit{Start: len(strings.TrimRight(y.text[:e.start], " ")), End: end})
	}
	if next := strings.IndexByte(y.text[end:], '\n'); next >= 0 {
		return y.kept(syntax.Edit{Start: start, End: end + next + 1})
	}
	return y.kept(syntax.Edit{Start: len(strings.TrimRight(y.text[:start], "\r\n")), End: len(y.text)})
}

// removeFlow takes away an element between commas. A comment behind the comma
// before it stays; a last comma is as good as none.
func (y *yamlEditor) removeFlow(n *syntax.Node, i int) ([]syntax.Edit, error) {
	spans := elements(n)
	whole := removal(n, spans, i)
	if !strings.Contains(y.text[whole.Start:spans[i].Start], "#") && (i > 0 || !strings.Contains(y.text[spans[i].End:whole.End], "#")) {
		return y.kept(whole)
	}
	end := spans[i].End
	if rest := strings.TrimLeft(y.text[end:], " \t"); strings.HasPrefix(rest, ",") {
		end = len(y.text) - len(rest) + 1
	}
	return y.kept(syntax.Edit{Start: spans[i].Start, End: end})
}

var anchor = regexp.MustCompile(`&([^\s,\[\]{}]+)`)

// kept refuses edits that take away an anchor that the rest of the text needs.
func (y *yamlEditor) kept(edits ...syntax.Edit) ([]syntax.Edit, error) {
	for _, e := range edits {
		for _, m := range anchor.FindAllStringSubmatch(y.text[e.Start:e.End], -1) {
			alias := "*" + m[1]
			if strings.Contains(y.text[:e.Start], alias) || strings.Contains(y.text[e.End:], alias) {
				return nil, fmt.Errorf("the anchor &%s cannot be taken away from %q: an alias needs it", m[1], y.d.Source.Name)
			}
		}
	}
	return edits, nil
}

func (y *yamlEditor) shared(pointer string) error {
	return fmt.Errorf("%q of %q comes from an alias or a merge key, whose anchor others share: write it out first", pointer, y.d.Source.Name)
}

// elements gives the places of the members or items of a container.
func (y *yamlEditor) elements(n *syntax.Node) ([]element, error) {
	if n.Kind == syntax.Array && y.isBlock(n) {
		return y.dashes(n)
	}
	list := make([]element, 0, len(n.Members())+len(n.Items()))
	block := y.isBlock(n)
	last := n.Start
	for _, m := range n.Members() {
		e := element{m.Key.Start, max(m.Key.End, m.Value.End)}
		if m.Value.Start < m.Key.End { // an alias: it is the rest of the line
			e.end = y.lineEnd(m.Key.End)
			if !block {
				return nil, y.aliased(n)
			}
		}
		if e.start < last || e.end > n.End {
			return nil, y.aliased(n)
		}
		last = e.end
		list = append(list, e)
	}
	for _, item := range n.Items() {
		if item.Start < last || item.End > n.End {
			return nil, y.aliased(n)
		}
		last = item.End
		list = append(list, element{item.Start, item.End})
	}
	return list, nil
}

func (y *yamlEditor) aliased(n *syntax.Node) error {
	return fmt.Errorf("%s: a part of this comes from an alias or a merge key, whose anchor others share: write it out first", n.Span)
}

// firstDash is where a list in block style begins, behind an anchor.
func (y *yamlEditor) firstDash(n *syntax.Node) int {
	first := n.Start
	for first < n.End && y.text[first] != '-' {
		line := y.lineEnd(first)
		first = line + len(y.text[line:]) - len(strings.TrimLeft(y.text[line:], "\r\n \t"))
	}
	return first
}

// dashes gives the places of the items of a list in block style.
func (y *yamlEditor) dashes(n *syntax.Node) ([]element, error) {
	list := make([]element, 0, len(n.Items()))
	first := y.firstDash(n)
	column := y.column(first)
	for at := first; at < n.End; {
		list = append(list, element{start: at})
		at = y.nextDash(at, n.End, column)
	}
	if len(list) != len(n.Items()) {
		return nil, y.aliased(n)
	}
	for i, item := range n.Items() {
		end := n.End
		if i+1 < len(list) {
			end = list[i+1].start
		}
		if item.Start > list[i].start && item.End <= end {
			list[i].end = item.End
		} else {
			list[i].end = y.lineEnd(list[i].start)
		}
	}
	return list, nil
}

// nextDash is the next dash at the start of a line at a column, or end.
func (y *yamlEditor) nextDash(at, end, column int) int {
	for at < end {
		next := strings.IndexByte(y.text[at:end], '\n')
		if next < 0 {
			return end
		}
		at += next + 1
		dash := at + column
		if dash < end && y.text[dash] == '-' && strings.Trim(y.text[at:dash], " ") == "" && (dash+1 == len(y.text) || strings.IndexByte(" \t\r\n", y.text[dash+1]) >= 0) {
			return dash
		}
	}
	return end
}

func indexIn(n *syntax.Node, key string) int {
	for i := len(n.Members()) - 1; i >= 0; i-- {
		if n.Members()[i].Name == key {
			return i
		}
	}
	for i := range n.Items() {
		if syntax.Index("", i) == "/"+key {
			return i
		}
	}
	return -1
}

func (y *yamlEditor) lineStart(at int) int { return strings.LastIndexByte(y.text[:at], '\n') + 1 }

// lineEnd is the end of a line, before its line ending.
func (y *yamlEditor) lineEnd(at int) int {
	if i := strings.IndexByte(y.text[at:], '\n'); i >= 0 {
		return at + len(strings.TrimSuffix(y.text[at:at+i], "\r"))
	}
	return len(y.text)
}

// column is how many characters stand before a place on its line.
func (y *yamlEditor) column(at int) int {
	return utf8.RuneCountInString(strings.TrimPrefix(y.text[y.lineStart(at):at], "\uFEFF"))
}

func (y *yamlEditor) newline(column int) string { return y.d.newline() + strings.Repeat(" ", column) }
