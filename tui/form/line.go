package form

import (
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/ui"
)

// line is the form for one line of text, a number, a duration or raw JSON.
type line struct {
	base
	input  *ui.Input
	hidden bool // the text has secrets in it, and nothing was typed yet
}

func newLine(b base) *line {
	l := &line{base: b, input: ui.NewInput(b.value.Text)}
	l.hidden = l.masked() != b.value.Text
	// A length of time or a number is seldom made longer, and what one of
	// several places has is no start for all.
	if b.field.Kind == field.Duration || b.field.Kind == field.Whole || b.where != "" && b.field.Kind == field.Text {
		l.input.Choose()
	}
	return l
}

// Point puts the cursor before the first place that has a text.
func (l *line) Point(text string) {
	if before, _, ok := strings.Cut(l.input.Text(), text); ok {
		l.input.To(utf8.RuneCountInString(before))
	}
}

// masked is the text with its secrets masked.
func (l *line) masked() string {
	if secret.Is(l.field.Name) && l.field.Kind == field.Text && l.input.Text() != "" {
		return secret.Mask
	}
	return secret.Line(l.input.Text())
}

var (
	keyKeep     = ui.Binding{Name: "form.keep", InText: true, Keys: []string{"enter", "ctrl+s"}, Show: "enter", Short: "keep", Long: "keep the value", Group: ui.GroupChange}
	keyCancel   = ui.Binding{Name: "form.cancel", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "cancel", Long: "leave the value as it was", Group: ui.GroupChange}
	keyExternal = ui.Binding{Name: "form.editor", InText: true, Keys: []string{"ctrl+e"}, Show: "ctrl+e", Short: "$EDITOR", Long: "edit the value in $EDITOR", Group: ui.GroupChange}
	keyEmpty    = ui.Binding{Name: "form.empty", InText: true, Keys: []string{"ctrl+u"}, Show: "ctrl+u", Short: "empty", Long: "delete to the start of the line; an empty value unsets the field", Group: ui.GroupChange}
)

func (l *line) Keys() []ui.Binding {
	keys := append(append([]ui.Binding{keyKeep}, l.mends()...), l.offers.keys()...)
	keys = append(append(keys, l.stepping(true)...), keyCancel, keyEmpty)
	if l.field.Kind == field.Raw {
		keys = append(keys, keyExternal)
	}
	return keys
}

func (l *line) Typing() bool { return true }

// Lines leaves room for what holds without a value and for a complaint.
func (l *line) Lines(width int) int {
	return len(l.intro(width)) + 7 + l.concern(width) + l.offers.height()
}

func (l *line) Update(msg any) any {
	if e := l.mend(msg); e != nil {
		return e
	}
	if e, is := l.step(msg, true, l.keep); is {
		return e
	}
	k, ok := msg.(ui.Key)
	if !ok {
		return nil
	}
	switch {
	case keyCancel.Has(k):
		return Cancelled{}
	case keyExternal.Has(k) && l.field.Kind == field.Raw:
		return External{l.at, l.field, l.input.Text()}
	case keyKeep.Has(k):
		return l.keep()
	}
	value, used := l.offers.update(k, l.input.Text(), nil)
	if value != "" {
		l.input.SetText(value)
	}
	if used || l.input.Update(k) {
		l.problem, l.hidden = "", false
		if err := l.check(); err != nil {
			l.problem = err.Error()
		}
	}
	return nil
}

func (l *line) check() error {
	if text := l.input.Text(); text != "" {
		return l.field.Check(text)
	}
	return nil
}

func (l *line) keep() any {
	text := l.input.Text()
	if text == "" {
		return Unset{l.at, l.field}
	}
	if l.value.Set && text == l.value.Text && l.where == "" {
		// Kept as it is: raw JSON is shown in one line, but may stand in several.
		return Cancelled{}
	}
	if err := l.check(); err != nil {
		l.problem = err.Error()
		return nil
	}
	kept := l.kept()
	kept.Text = text
	return kept
}

func (l *line) View() []string {
	t := l.theme
	lines := l.intro(l.width)
	if l.hidden && !t.Reveal {
		lines = append(lines, " "+t.Key.Render("> ")+t.Fit(t.CutMiddle(ui.Clean(l.masked()), l.width-6), max(l.width-6, 2)),
			t.Dim.Render("   secrets are hidden; "+t.KeyOf(ui.Reveal())+" shows them"))
	} else {
		lines = append(lines, " "+t.Key.Render("> ")+l.input.View(t, max(l.width-6, 2)))
	}
	if l.input.Text() == "" {
		without := l.field.Without(l.at)
		if without == "" {
			without = "not set"
		}
		lines = append(lines, t.Dim.Render("   empty: "+ui.Clean(without)))
	}
	if l.input.Chosen() {
		lines = append(lines, t.Dim.Render("   what is typed takes its place; right keeps it"))
	}
	lines = append(lines, l.complaint()...)
	if proposed := l.offers.view(t, l.input.Text(), nil, l.width-2); proposed != nil {
		lines = append(append(lines, ""), proposed...)
	}
	return t.Box(l.title(), lines, l.width, l.height, true)
}
