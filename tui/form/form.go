// Package form is the editor's dialog for one field: a line of text, a choice
// from a closed set, a list of lines, or a table of names. A value that the
// field must not hold is refused with the reason; nothing is changed before the
// form is kept.
package form

import (
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

// The events of a form.
type (
	// Kept gives the new value of the field. Of Text, Items and Pairs the one
	// that the field's kind asks for counts.
	Kept struct {
		At    field.At
		Field field.Field
		Text  string
		Items []string
		Pairs []draft.Pair
	}
	// Unset asks to take the field out of the file.
	Unset struct {
		At    field.At
		Field field.Field
	}
	// Cancelled says that the form is closed without a change.
	Cancelled struct{}
	// Mend asks to apply the fix of the finding that the form was told of.
	Mend struct{ Finding diag.Finding }
	// Step asks to do what Of says, and to go on with the form of the next field, or
	// with By less than 0 of the one before.
	Step struct {
		Of any
		By int
	}
	// External asks for an editor of the user's for the text.
	External struct {
		At    field.At
		Field field.Field
		Text  string
	}
)

// base is what the forms have in common.
type base struct {
	theme         *ui.Theme
	width, height int
	at            field.At
	field         field.Field
	value         field.Value
	where         string // set for a form that is for several places
	problem       string
	offers        offers
	finding       *diag.Finding // what lint says of the field, nil for nothing
	steps         bool          // there are fields before and behind
}

// Form is the dialog for one field.
type Form interface {
	ui.Component
	// Concern tells the form what lint says of its field.
	Concern(f diag.Finding)
	// Among tells the form that it is for one of several fields, to go on with.
	Among()
}

// Among tells the form that it is for one of several fields: its keys go on to the
// next one.
func (b *base) Among() { b.steps = true }

var (
	keyStep = ui.Binding{Name: "form.next-field", InText: true, Keys: []string{"tab"}, Show: "tab", Short: "next field", Long: "keep the value, and edit the next field; where something is proposed it is taken instead", Group: ui.GroupMove}
	keyBack = ui.Binding{Name: "form.previous-field", InText: true, Keys: []string{"shift+tab"}, Show: "shift+tab", Long: "keep the value, and edit the field before", Group: ui.GroupMove}
)

// stepping are the keys that go on to other fields, where proposals may be taken
// or not.
func (b *base) stepping(taking bool) []ui.Binding {
	switch {
	case !b.steps:
		return nil
	case taking && len(b.offers.all) > 0:
		return []ui.Binding{keyBack}
	}
	return []ui.Binding{keyStep, keyBack}
}

// step is the event of a key that goes on to another field, nil for other keys, and
// where keep says that the value cannot be kept.
func (b *base) step(msg any, taking bool, keep func() any) (event any, is bool) {
	k, ok := msg.(ui.Key)
	if !ok {
		return nil, false
	}
	for _, binding := range b.stepping(taking) {
		if !binding.Has(k) {
			continue
		}
		by := 1
		if binding.Name == keyBack.Name {
			by = -1
		}
		if of := keep(); of != nil {
			return Step{of, by}, true
		}
		return nil, true
	}
	return nil, false
}

// Concern tells the form what lint says of its field: it shows that, and offers
// the fix.
func (b *base) Concern(f diag.Finding) { b.finding = &f }

var keyMend = ui.Binding{Name: "form.fix", InText: true, Keys: []string{"alt+f"}, Show: "alt+f", Short: "fix", Long: "apply the fix of the finding about the field", Group: ui.GroupCheck}

// fixable reports whether there is a fix for what is wrong with the field.
func (b *base) fixable() bool { return b.finding != nil && len(b.finding.Fixes) > 0 }

// mends are the keys for the finding about the field.
func (b *base) mends() []ui.Binding {
	if b.fixable() {
		return []ui.Binding{keyMend}
	}
	return nil
}

// mend is the event of a key for the finding about the field, nil for other keys.
func (b *base) mend(msg any) any {
	if k, ok := msg.(ui.Key); ok && keyMend.Has(k) && b.fixable() {
		return Mend{*b.finding}
	}
	return nil
}

// SetSize gives the form its room, frame included.
func (b *base) SetSize(width, height int) { b.width, b.height = width, height }

func (b *base) title() string {
	where := "service"
	switch {
	case b.where != "":
		where = b.where
	case b.at.Backend != nil:
		where = b.at.Backend.HTTPMethod() + " " + b.at.Backend.ID()
	case b.at.Endpoint != nil:
		where = b.at.Endpoint.ID().String()
	}
	return b.field.Name + " of " + b.theme.Private(where)
}

// intro is what stands above the value: what the field is for.
func (b *base) intro(width int) []string {
	var lines []string
	for _, line := range ui.Wrap(b.field.About, width-4) {
		lines = append(lines, b.theme.Dim.Render(" "+line))
	}
	return append(lines, "")
}

// complaint is what is wrong with the value that is typed, and what lint says of
// the one in the file.
func (b *base) complaint() []string {
	t := b.theme
	var lines []string
	say := func(sign, text string, style ui.Style) {
		for _, line := range ui.Wrap(ui.Clean(text), b.width-6) {
			lines = append(lines, style.Render(" "+sign+" "+line))
			sign = " "
		}
	}
	if b.problem != "" {
		say("!", b.problem, t.Error)
	}
	if f := b.finding; f != nil {
		say(ui.Sign(f.Severity), t.Private(f.Message), t.Severity(f.Severity))
		if b.fixable() {
			say(" ", "fix ["+t.KeyOf(keyMend)+"]: "+t.Private(f.Fixes[0].Title), t.Good)
		}
	}
	return lines
}

// concern is how many lines the finding takes in a form of some width.
func (b *base) concern(width int) int {
	other := *b
	other.problem, other.width = "", width
	return len(other.complaint())
}

func (b *base) kept() Kept { return Kept{At: b.at, Field: b.field} }

// Bindings are all that the keys of the forms do, a list for each kind: a line
// of text with proposals and without, a choice, a list, the search in it,
// and an item of it that is typed, with proposals and without.
func Bindings() [][]ui.Binding {
	proposals := []ui.Binding{keyTake, keyBelow, keyAbove}
	return [][]ui.Binding{
		append([]ui.Binding{keyKeep, keyCancel, keyMend, keyBack, keyEmpty, keyExternal}, proposals...),
		{keyKeep, keyCancel, keyMend, keyStep, keyBack, keyEmpty, keyExternal},
		{keyPick, keyLetter, keyMend, keyStep, keyBack, keyCancel},
		append([]ui.Binding{keyKeepAll, keyItemEdit, keyItemAdd, keyItemAll, keyMend, keyItemDelete, keyItemDown, keyItemUp, keyFind, keyStep, keyBack, keyCancel}, ui.Moves()...),
		finding(),
		append([]ui.Binding{keyItemKeep, keyItemCancel, keyMend, keyBack, keyKeepAll}, proposals...),
		{keyItemKeep, keyItemCancel, keyMend, keyStep, keyBack, keyKeepAll},
	}
}

// New returns the form for a field with what it holds now. Where says in its
// title what the field is of; "" is the place itself. Proposed are values that it
// offers where text is typed.
func New(theme *ui.Theme, at field.At, f field.Field, where string, proposed ...field.Option) Form {
	b := base{theme: theme, at: at, field: f, where: where, value: f.Read(at.Object()), offers: offers{all: proposed}}
	if b.value.Odd {
		// A value of the wrong type is mended by typing it anew.
		b.problem = "the file has " + b.value.Text + " here, which is of another type"
		b.value = field.Value{Set: true}
	}
	switch f.Kind {
	case field.Choice, field.Flag:
		return newChoice(b)
	case field.List, field.Table:
		return newList(b)
	}
	return newLine(b)
}
