package convert

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
)

// Object reads the members of one object of a source and remembers which were
// read, so that Rest can report all others.
type Object struct {
	Place
	Node *syntax.Node
	// Route is the route that losses are reported for.
	Route *Route

	inv  *Inventory
	fold bool
	used []bool
}

// Field is one member of an object. Node is nil where the object lacks it.
type Field struct {
	Name string
	Node *syntax.Node
	Place
}

// Parse reads a source and adds what is wrong with its text to the findings.
// What the formats' own parsers take, such as comments, is no finding. The root
// is nil where nothing could be read.
func (inv *Inventory) Parse(src *syntax.Source) *syntax.Node {
	root, problems := syntax.Parse(src)
	if slices.ContainsFunc(problems, func(p syntax.Problem) bool {
		return p.Code != syntax.Comment && p.Code != syntax.TrailingComma && p.Code != syntax.ByteOrderMark
	}) {
		if masked, ok := inv.parseTemplate(src); ok {
			return masked
		}
	}
	for _, p := range problems {
		switch p.Code {
		case syntax.Comment, syntax.TrailingComma, syntax.ByteOrderMark:
			continue
		}
		severity := diag.Error
		if p.Code == syntax.DuplicateKey {
			severity = diag.Warning
		}
		inv.Findings = append(inv.Findings, diag.Finding{
			Rule: diag.SyntaxError, Severity: severity, Effect: diag.Refused, Message: p.Message, Span: p.Span, Hint: p.Hint,
		})
	}
	return root
}

// Count makes the values below n count in the coverage.
func (inv *Inventory) Count(n *syntax.Node) {
	if n != nil {
		inv.roots = append(inv.roots, n)
	}
}

// Object starts reading an object; with fold the letter case of names does not
// matter. A node that is none is an object without members.
func (inv *Inventory) Object(n *syntax.Node, pointer string, fold bool) *Object {
	o := &Object{Place: PlaceOf(n, pointer), Node: n, inv: inv, fold: fold}
	if n != nil && n.Kind == syntax.Object {
		o.used = make([]bool, len(n.Members()))
	}
	return o
}

func (o *Object) child(n *syntax.Node, pointer string) *Object {
	c := o.inv.Object(n, pointer, o.fold)
	c.Route = o.Route
	return c
}

// Get returns the first of the named members that is there and not null; all of
// them count as read.
func (o *Object) Get(names ...string) Field {
	var found Field
	for _, name := range names {
		for i := range o.used {
			m := &o.Node.Members()[i]
			if m.Name != name && !(o.fold && strings.EqualFold(m.Name, name)) {
				continue
			}
			o.used[i] = true
			if found.Node == nil && !m.Value.IsNull() {
				p := syntax.Join(o.Pointer, m.Name)
				found = Field{m.Name, m.Value, PlaceOf(m.Value, p)}
			}
		}
	}
	return found
}

// Has reports whether one of the members is there, without reading it.
func (o *Object) Has(names ...string) bool {
	for i := range o.used {
		m := &o.Node.Members()[i]
		for _, name := range names {
			if (m.Name == name || o.fold && strings.EqualFold(m.Name, name)) && !m.Value.IsNull() {
				return true
			}
		}
	}
	return false
}

// wrong reports a value of a kind that the source's gateway would not take.
func (o *Object) wrong(f Field, want string) {
	o.inv.Lose(Loss{
		Severity: Lost, Code: "wrong-type", Place: f.Place, Route: o.Route,
		Message: fmt.Sprintf("%q is %s, it should be %s", f.Name, kindName(f.Node.Kind), want),
	})
}

func kindName(k syntax.Kind) string {
	switch k {
	case syntax.Array, syntax.Object:
		return "an " + k.String()
	case syntax.Null, syntax.Invalid:
		return k.String()
	}
	return "a " + k.String()
}

// Child reads a member that is an object; nil where there is none.
func (o *Object) Child(names ...string) *Object {
	f := o.Get(names...)
	if f.Node == nil {
		return nil
	}
	if f.Node.Kind != syntax.Object {
		o.wrong(f, "an object")
		return nil
	}
	return o.child(f.Node, f.Pointer)
}

// Children reads a member that is a list of objects; one object stands for a
// list of it.
func (o *Object) Children(names ...string) []*Object {
	f := o.Get(names...)
	if f.Node == nil {
		return nil
	}
	if f.Node.Kind == syntax.Object {
		return []*Object{o.child(f.Node, f.Pointer)}
	}
	if f.Node.Kind != syntax.Array {
		o.wrong(f, "a list of objects")
		return nil
	}
	var list []*Object
	for i, item := range f.Node.Items() {
		at := syntax.Index(f.Pointer, i)
		if item.Kind != syntax.Object {
			if item.Kind != syntax.Null {
				o.wrong(Field{f.Name, item, PlaceOf(item, at)}, "an object")
			}
			continue
		}
		list = append(list, o.child(item, at))
	}
	return list
}

// Members reads a member that is an object of objects, by their names.
func (o *Object) Members(names ...string) (keys []string, objects []*Object) {
	c := o.Child(names...)
	if c == nil {
		return nil, nil
	}
	for i, m := range c.Node.Members() {
		c.used[i] = true
		at := syntax.Join(c.Pointer, m.Name)
		if m.Value == nil || m.Value.Kind != syntax.Object {
			if !m.Value.IsNull() {
				c.wrong(Field{m.Name, m.Value, PlaceOf(m.Value, at)}, "an object")
			}
			continue
		}
		keys, objects = append(keys, m.Name), append(objects, c.child(m.Value, at))
	}
	return keys, objects
}

// Str reads a text; numbers and booleans are taken as they are spelled.
func (o *Object) Str(names ...string) string {
	f := o.Get(names...)
	if f.Node == nil {
		return ""
	}
	switch f.Node.Kind {
	case syntax.String, syntax.Number, syntax.Bool:
		o.unresolved(f)
		return f.Node.Text
	}
	o.wrong(f, "a text")
	return ""
}

// Strs reads a list of texts; one text stands for a list of it.
func (o *Object) Strs(names ...string) []string {
	f := o.Get(names...)
	if f.Node == nil {
		return nil
	}
	items := []*syntax.Node{f.Node}
	if f.Node.Kind == syntax.Array {
		items = f.Node.Items()
	}
	var list []string
	for i, item := range items {
		one := Field{f.Name, item, PlaceOf(item, syntax.Index(f.Pointer, i))}
		switch item.Kind {
		case syntax.String, syntax.Number, syntax.Bool:
			o.unresolved(one)
			list = append(list, item.Text)
		case syntax.Null:
		default:
			o.wrong(one, "a text")
		}
	}
	return list
}

// Float reads a number, which may stand in quotes; ok is false where there is
// none.
func (o *Object) Float(names ...string) (v float64, ok bool) {
	f := o.Get(names...)
	if f.Node == nil {
		return 0, false
	}
	v, err := strconv.ParseFloat(strings.TrimSpace(f.Node.Text), 64)
	if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || f.Node.Kind != syntax.Number && f.Node.Kind != syntax.String {
		if f.Node.Kind != syntax.String || !o.unresolved(f) {
			o.wrong(f, "a number")
		}
		return 0, false
	}
	return v, true
}

// Int is Float for whole numbers; fractions are cut off.
func (o *Object) Int(names ...string) (v int, ok bool) {
	f, ok := o.Float(names...)
	return int(max(min(f, math.MaxInt32), math.MinInt32)), ok
}

// Bool reads a boolean, which may stand in quotes.
func (o *Object) Bool(otherwise bool, names ...string) bool {
	f := o.Get(names...)
	if f.Node == nil {
		return otherwise
	}
	if f.Node.Kind == syntax.Bool || f.Node.Kind == syntax.String {
		if v, err := strconv.ParseBool(strings.ToLower(f.Node.Text)); err == nil {
			return v
		}
	}
	if f.Node.Kind != syntax.String || !o.unresolved(f) {
		o.wrong(f, "true or false")
	}
	return otherwise
}

// Texts reads a member that is an object of texts.
func (o *Object) Texts(names ...string) []Field {
	c := o.Child(names...)
	if c == nil {
		return nil
	}
	var list []Field
	for _, m := range c.Node.Members() {
		f := Field{m.Name, m.Value, PlaceOf(m.Value, syntax.Join(c.Pointer, m.Name))}
		switch {
		case m.Value.IsNull():
		case m.Value.Kind == syntax.Array || m.Value.Kind == syntax.Object || m.Value.Kind == syntax.Invalid:
			o.wrong(f, "a text")
		default:
			o.unresolved(f)
			list = append(list, f)
		}
	}
	return list
}

// Skip marks members as read that mean nothing at run time, and reports those
// that are there as ignored.
func (o *Object) Skip(names ...string) {
	for _, name := range names {
		if f := o.Get(name); f.Node != nil {
			o.inv.Lose(Loss{Severity: Ignored, Code: "no-effect", Place: f.Place, Route: o.Route,
				Message: fmt.Sprintf("%q means nothing at run time", f.Name)})
		}
	}
}

// Lose reports those of the members that are there, and not empty.
func (o *Object) Lose(severity Severity, code, message, hint string, names ...string) {
	for _, name := range names {
		if f := o.Get(name); f.Node != nil && !Empty(f.Node) {
			o.LoseAt(f.Place, severity, code, message, hint)
		}
	}
}

// LoseAt reports a loss at a place, for the object's route.
func (o *Object) LoseAt(at Place, severity Severity, code, message, hint string) *Loss {
	return o.inv.Lose(Loss{Severity: severity, Code: code, Place: at, Message: message, Hint: hint, Route: o.Route})
}

// Unread returns a member that was not read so far, and marks it.
func (o *Object) Unread(name string) Field {
	for i := range o.used {
		if o.Node.Members()[i].Name == name && !o.used[i] {
			return o.Get(name)
		}
	}
	return Field{}
}

// Drop marks every member as read: something else was reported that says it all.
func (o *Object) Drop() {
	for i := range o.used {
		o.used[i] = true
	}
}

// Rest reports every member that was not read. Keys that are comments by their
// look are ignored, all others lost.
func (o *Object) Rest(what string) {
	for i, used := range o.used {
		m := &o.Node.Members()[i]
		if used || m.Value.IsNull() {
			continue
		}
		at := PlaceOf(m.Value, syntax.Join(o.Pointer, m.Name))
		if strings.HasPrefix(m.Name, "_") || strings.HasPrefix(m.Name, "@") || strings.HasPrefix(m.Name, "$") || strings.HasPrefix(m.Name, "//") || Empty(m.Value) {
			o.LoseAt(at, Ignored, "no-effect", fmt.Sprintf("%q means nothing at run time", m.Name), "")
			continue
		}
		o.LoseAt(at, Lost, "unknown-field", fmt.Sprintf("%q of %s has no counterpart", m.Name, what), "")
	}
}

// Empty reports whether a value says nothing: null, false, "", [] or {}, or an
// object whose members are all such.
func Empty(n *syntax.Node) bool {
	if n.IsNull() {
		return true
	}
	switch n.Kind {
	case syntax.Bool:
		return n.Text == "false"
	case syntax.String:
		return n.Text == ""
	case syntax.Array:
		return len(n.Items()) == 0
	case syntax.Object:
		return !slices.ContainsFunc(n.Members(), func(m syntax.Member) bool { return !Empty(m.Value) })
	}
	return false
}

var placeholder = regexp.MustCompile(`\$\{[^}]*\}|\{\{.*?\}\}|\$[A-Z][A-Z0-9_]*\b|(env|secrets|consul|vault|kv)://\S+|\{vault://[^}]*\}|<[A-Z][A-Z0-9_-]*>|%[A-Z_]+%|#\{[^}]*\}#?|\{[A-Z][A-Z0-9]*(_[A-Z0-9]+)+\}|__[A-Z][A-Z0-9_]*?__`)

// Unresolved returns the part of a text that is to be filled in before use, ""
// where there is none.
func Unresolved(s string) string { return placeholder.FindString(s) }

// unresolved reports a text that is to be filled in before use. It is kept.
func (o *Object) unresolved(f Field) bool {
	p := ""
	if f.Node.Kind == syntax.String {
		p = Unresolved(f.Node.Text)
	}
	if p == "" {
		return false
	}
	o.inv.Lose(Loss{
		Severity: Changed, Code: "placeholder", Place: f.Place, Action: Placeholder, Route: o.Route,
		Message: fmt.Sprintf("the placeholder %s is not filled in, it stays as it is", p),
		Hint:    "fill it in, here or in the result",
	})
	return true
}
