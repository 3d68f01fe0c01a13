package draft

import (
	"errors"
	"slices"
	"sort"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
)

// Operation is one step of a JSON patch (RFC 6902).
type Operation struct {
	// Op is add, remove, replace or move, Path where it is done.
	Op, Path string
	// From is where a move takes the value from.
	From string
	// Value is the JSON that an add or replace puts there, in one line.
	Value string
}

// JSON returns the operation as an object in one line.
func (o Operation) JSON() string {
	var b strings.Builder
	b.WriteString(`{"op": ` + config.Quote(o.Op))
	if o.Op == "move" {
		b.WriteString(`, "from": ` + config.Quote(o.From))
	}
	b.WriteString(`, "path": ` + config.Quote(o.Path))
	if o.Op == "add" || o.Op == "replace" {
		b.WriteString(`, "value": ` + o.Value)
	}
	return b.String() + "}"
}

// PatchJSON returns operations as a JSON patch, a line each.
func PatchJSON(operations []Operation) string {
	lines := make([]string, len(operations))
	for i, o := range operations {
		lines[i] = "  " + o.JSON()
	}
	if len(lines) == 0 {
		return "[]\n"
	}
	return "[\n" + strings.Join(lines, ",\n") + "\n]\n"
}

// Patch returns what makes the saved file the draft, as operations to be done one
// after another on its JSON. Endpoints and backends are told apart by what they
// are, not by their places, so that one that was put in front of others gives one
// operation. What is no matter of JSON, such as blanks, comments and the order of
// keys, is in no patch.
func (d *Draft) Patch() ([]Operation, error) {
	before := config.Parse(d.doc.Source.Name, []byte(d.disk))
	switch {
	case !Readable(d.doc):
		return nil, errors.New("the draft is no configuration yet, so there is no patch that makes it")
	case d.disk == "":
		return []Operation{{Op: "add", Value: clip.Line(d.doc.Root)}}, nil
	case !Readable(before):
		return nil, errors.New("the file is no configuration that a patch could be applied to")
	}
	p := &patching{}
	p.value("", before.Root, d.doc.Root)
	return p.operations, nil
}

// patching collects operations.
type patching struct{ operations []Operation }

func (p *patching) do(op, path string, value *syntax.Node) {
	o := Operation{Op: op, Path: path}
	if value != nil {
		o.Value = clip.Line(value)
	}
	p.operations = append(p.operations, o)
}

// value makes the value at a pointer another one.
func (p *patching) value(pointer string, old, now *syntax.Node) {
	switch {
	case same(old, now):
	case old.Kind == syntax.Object && now.Kind == syntax.Object:
		p.object(pointer, old, now)
	case old.Kind == syntax.Array && now.Kind == syntax.Array:
		p.list(pointer, old.Items(), now.Items())
	default:
		p.do("replace", pointer, now)
	}
}

func (p *patching) object(pointer string, old, now *syntax.Node) {
	for _, name := range namesIn(old) {
		if now.Member(name) == nil {
			p.do("remove", syntax.Join(pointer, name), nil)
		}
	}
	for _, name := range namesIn(now) {
		at, value := syntax.Join(pointer, name), now.Get(name)
		if was := old.Get(name); was != nil {
			p.value(at, was, value)
		} else {
			p.do("add", at, value)
		}
	}
}

// namesIn are the keys of an object, each once.
func namesIn(o *syntax.Node) []string {
	var names []string
	seen := map[string]bool{}
	for _, m := range o.Members() {
		if !seen[m.Name] && m.Value != nil {
			seen[m.Name] = true
			names = append(names, m.Name)
		}
	}
	return names
}

// list takes away what is gone, puts the rest in its order with what is new in
// between, and then changes what has stayed.
func (p *patching) list(pointer string, old, now []*syntax.Node) {
	became := pairUp(pointer, old, now)
	was := make([]int, len(now)) // -1 for what is new
	for j := range was {
		was[j] = -1
	}
	var order []int // the elements of old as the list has them
	for i := range old {
		order = append(order, i)
	}
	for i, j := range slices.Backward(became) {
		if j < 0 {
			p.do("remove", syntax.Index(pointer, i), nil)
			order = slices.Delete(order, i, i+1)
			continue
		}
		was[j] = i
	}
	stays := longestRise(became)
	next := 0 // where the next element belongs
	for j, node := range now {
		from := slices.Index(order, was[j])
		switch {
		case was[j] < 0:
			p.do("add", syntax.Index(pointer, next), node)
			order = slices.Insert(order, next, len(old)+j)
			next++
		case stays[was[j]]:
			next = from + 1
		default:
			if from < next {
				next--
			}
			if from != next {
				p.operations = append(p.operations, Operation{Op: "move", From: syntax.Index(pointer, from), Path: syntax.Index(pointer, next)})
			}
			order = slices.Insert(slices.Delete(order, from, from+1), next, was[j])
			next++
		}
	}
	for j, i := range was {
		if i >= 0 {
			p.value(syntax.Index(pointer, j), old[i], now[j])
		}
	}
}

// pairUp is pair, and in lists that have as many elements as before also what
// stands in the same place.
func pairUp(pointer string, old, now []*syntax.Node) []int {
	became := pair(kindOf(pointer), old, now)
	if len(old) != len(now) {
		return became
	}
	taken := make([]bool, len(now))
	for _, j := range became {
		if j >= 0 {
			taken[j] = true
		}
	}
	for i, j := range became {
		if j < 0 && !taken[i] {
			became[i] = i
		}
	}
	return became
}

// longestRise marks the most elements that can stay where they are while the
// others move: those of a longest rising sequence; -1 is none.
func longestRise(became []int) map[int]bool {
	var ends []int // the last element of the best sequence of each length
	before := make([]int, len(became))
	for i, j := range became {
		if j < 0 {
			continue
		}
		n := sort.Search(len(ends), func(n int) bool { return became[ends[n]] >= j })
		before[i] = -1
		if n > 0 {
			before[i] = ends[n-1]
		}
		if n == len(ends) {
			ends = append(ends, i)
		} else {
			ends[n] = i
		}
	}
	stays := map[int]bool{}
	if len(ends) > 0 {
		for i := ends[len(ends)-1]; i >= 0; i = before[i] {
			stays[i] = true
		}
	}
	return stays
}
