// Package field is the table of what the editor offers to change: the fields of
// a service, an endpoint and a backend, each with its kind, what it is for,
// what it may hold and what holds without it. It draws nothing.
//
//	for _, f := range field.Of(fact.Endpoint) {
//		v := f.Read(endpoint.Object)
//	}
//
// Fields that the table does not name are still shown and kept: the editor
// gives them as raw JSON.
package field

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/secret"
)

// Kind is how a field is edited.
type Kind uint8

// The kinds. Text is a line; Choice one of a closed set; Flag is true or false;
// Duration a number with a unit; Whole a whole number; List a list of lines;
// Table an object of strings; Raw any JSON.
const (
	Text Kind = iota
	Choice
	Flag
	Duration
	Whole
	List
	Table
	Raw
)

// Option is one value of a closed set.
type Option struct{ Value, About string }

// Field is one field of an object of the configuration.
type Field struct {
	// Name is the key in the file, Label what stands before the value.
	Name, Label string
	Kind        Kind
	Level       fact.Level
	// About is a sentence on what the field does.
	About string
	// Main says that the field is shown also where the file does not have it.
	Main bool
	// Options are the values of a Choice.
	Options []Option
	// check refuses a value, or one element of a list, with a reason.
	check func(string) error
	// without tells what holds where the file does not have the field.
	without func(at At) string
}

// At is where a field stands: the service, and below it the endpoint and the
// backend that the field's object belongs to, as far as there are any.
type At struct {
	Service  *config.Service
	Endpoint *config.Endpoint
	Backend  *config.Backend
	// Extra says that the object is the extra_config of that place.
	Extra bool
}

// Object returns the object at the place: the innermost one, or its
// extra_config.
func (a At) Object() config.Object {
	switch {
	case a.Extra && a.Backend != nil:
		return a.Backend.Extra.Object
	case a.Extra && a.Endpoint != nil:
		return a.Endpoint.Extra.Object
	case a.Extra:
		return a.Service.Extra.Object
	case a.Backend != nil:
		return a.Backend.Object
	case a.Endpoint != nil:
		return a.Endpoint.Object
	}
	return a.Service.Object
}

// Level returns the level of the object at the place.
func (a At) Level() fact.Level {
	switch {
	case a.Backend != nil:
		return fact.Backend
	case a.Endpoint != nil:
		return fact.Endpoint
	}
	return fact.Service
}

// Of returns the fields of a level in the order in which they are shown.
func Of(level fact.Level) []Field {
	switch level {
	case fact.Service:
		return serviceFields
	case fact.Endpoint:
		return endpointFields
	case fact.Backend:
		return backendFields
	}
	return nil
}

// Find returns the field of a level by its name, a Raw one for a name that the
// table does not have.
func Find(level fact.Level, name string) Field {
	for _, f := range Of(level) {
		if strings.EqualFold(f.Name, name) {
			return f
		}
	}
	return Field{Name: name, Label: name, Kind: Raw, Level: level, About: "kept as it is; edited as JSON"}
}

// ExtraConfig is the field that holds the extensions of an object.
const ExtraConfig = "extra_config"

// Extension returns the field for one extension of an object: a namespace of
// its extra_config.
func Extension(level fact.Level, namespace string) Field {
	return Field{Name: namespace, Label: "Extension", Kind: Raw, Level: level, About: "an extension; edited as JSON"}
}

// Extensions returns a choice of the namespaces that an object may still get.
func Extensions(at At) Field {
	f := Field{Name: ExtraConfig, Label: "Extension", Kind: Choice, Level: at.Level(), About: "the extension to add; what it holds is asked for next"}
	at.Extra = true
	has := at.Object()
	for _, n := range fact.Namespaces(at.Level()) {
		if has.Node.Get(n.Name) != nil {
			continue
		}
		o := Option{Value: n.Name}
		switch n.Edition {
		case fact.Enterprise:
			o.About = "Enterprise Edition only"
		case fact.NoReader:
			o.About = "listed by the schema, read by no edition here"
		}
		f.Options = append(f.Options, o)
	}
	// What the Community Edition reads comes first.
	slices.SortStableFunc(f.Options, func(a, b Option) int { return cmp.Compare(a.About, b.About) })
	return f
}

// Value is what a field holds.
type Value struct {
	// Set says that the file has the field.
	Set bool
	// Text is the value in one line; for Raw fields it is JSON.
	Text string
	// Shown is Text with secrets masked, for Raw fields.
	Shown string
	Items []string
	Pairs []draft.Pair
	// Odd says that the value is of another type than the field's: it is shown
	// and edited as JSON.
	Odd bool
}

// Read returns what an object of the configuration holds in the field.
func (f Field) Read(o config.Object) Value {
	m := o.Member(f.Name)
	if m == nil || m.Value == nil {
		return Value{}
	}
	n, v := m.Value, Value{Set: true}
	switch {
	case f.Kind == Raw:
		v.Text = oneLine(n.Span.Text())
		v.Shown = oneLine(masked(m.Name, n))
	case f.Kind == List && n.Kind == syntax.Array && all(n.Items(), syntax.String):
		for _, item := range n.Items() {
			v.Items = append(v.Items, item.Text)
		}
		v.Text = strings.Join(v.Items, ", ")
	case f.Kind == Table && n.Kind == syntax.Object && tableOfStrings(n):
		var parts []string
		for _, m := range n.Members() {
			v.Pairs = append(v.Pairs, draft.Pair{Name: m.Name, Value: m.Value.Text})
			parts = append(parts, m.Name+" = "+m.Value.Text)
		}
		v.Text = strings.Join(parts, ", ")
	case f.scalar() == n.Kind:
		v.Text = n.Text
	default:
		v.Odd, v.Text = true, oneLine(n.Span.Text())
	}
	return v
}

func (f Field) scalar() syntax.Kind {
	switch f.Kind {
	case Flag:
		return syntax.Bool
	case Whole:
		return syntax.Number
	case Text, Choice, Duration:
		return syntax.String
	}
	return syntax.Invalid
}

func all(nodes []*syntax.Node, kind syntax.Kind) bool {
	return !slices.ContainsFunc(nodes, func(n *syntax.Node) bool { return n.Kind != kind })
}

func tableOfStrings(n *syntax.Node) bool {
	seen := map[string]bool{}
	for _, m := range n.Members() {
		if m.Value == nil || m.Value.Kind != syntax.String || seen[m.Name] {
			return false
		}
		seen[m.Name] = true
	}
	return true
}

// masked returns the text of a node with the strings masked that stand under
// the name of a secret.
func masked(name string, n *syntax.Node) string {
	var secrets []syntax.Edit
	note := func(name string, n *syntax.Node) {
		if n != nil && n.Kind == syntax.String && secret.Holds(name, n.Text) {
			secrets = append(secrets, syntax.Edit{Start: n.Start, End: n.End, Text: `"` + secret.Mask + `"`})
		}
	}
	note(name, n)
	n.Walk(func(_ string, n *syntax.Node) bool {
		for _, m := range n.Members() {
			note(m.Name, m.Value)
		}
		return true
	})
	text := n.Span.Text()
	for i := range secrets {
		secrets[i].Start -= n.Start
		secrets[i].End -= n.Start
	}
	shown, err := syntax.Apply(text, secrets)
	if err != nil {
		return text
	}
	return secret.Line(shown)
}

// oneLine returns JSON text with its line breaks and indentation taken out.
func oneLine(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = strings.TrimSpace(lines[i])
	}
	return strings.Join(lines, " ")
}

// Check returns why text must not become the field's value, or for List and
// Table one of its elements; nil when it may.
func (f Field) Check(text string) error {
	switch f.Kind {
	case Duration:
		return checkDuration(text)
	case Whole:
		return checkWhole(text, f.check)
	case Choice:
		return f.checkChoice(text)
	case Flag:
		if text != "true" && text != "false" {
			return fmt.Errorf("it is true or false")
		}
		return nil
	case Raw:
		return checkJSON(text)
	case Table:
		if _, err := ParsePair(text); err != nil {
			return err
		}
	}
	if f.check != nil {
		return f.check(text)
	}
	return nil
}

func (f Field) checkChoice(text string) error {
	names := make([]string, len(f.Options))
	for i, o := range f.Options {
		if o.Value == text {
			return nil
		}
		names[i] = o.Value
	}
	return fmt.Errorf("%q is none of %s", text, strings.Join(names, ", "))
}

// JSON returns the JSON text of a value that Check has let pass.
func (f Field) JSON(text string) string {
	switch f.Kind {
	case Flag, Whole, Raw:
		return text
	}
	return config.Quote(text)
}

// Without returns what holds where the file does not have the field, "" where
// there is nothing to say.
func (f Field) Without(at At) string {
	if f.without == nil {
		return ""
	}
	return f.without(at)
}

// ParsePair reads an entry of a table as it is typed: name = value.
func ParsePair(text string) (draft.Pair, error) {
	name, value, ok := strings.Cut(text, "=")
	p := draft.Pair{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)}
	if !ok || p.Name == "" || p.Value == "" {
		return p, fmt.Errorf("write it as: name = new name")
	}
	return p, nil
}
