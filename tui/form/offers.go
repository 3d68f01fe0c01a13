package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

// offerRows is how many proposals are seen at once.
const offerRows = 6

var (
	keyTake  = ui.Binding{Name: "form.take", InText: true, Keys: []string{"tab"}, Show: "tab", Short: "take", Long: "take the value that is proposed", Group: ui.GroupChange}
	keyBelow = ui.Binding{Name: "form.next-proposal", InText: true, Keys: []string{"down", "ctrl+n"}, Show: "down", Long: "to the next value that is proposed", Group: ui.GroupMove}
	keyAbove = ui.Binding{Name: "form.previous-proposal", InText: true, Keys: []string{"up", "ctrl+p"}, Show: "up", Long: "to the value that is proposed before", Group: ui.GroupMove}
)

// offers are the values that are proposed for what is being typed.
type offers struct {
	all    []field.Option
	cursor int
	typed  string // what the cursor is good for
}

// matching returns the proposals that have all words of the text in them, those
// that start with it first; what is taken already is left out.
func (o *offers) matching(text string, taken []string) []field.Option {
	words := strings.Fields(strings.ToLower(text))
	var first, rest []field.Option
	for _, option := range o.all {
		if slices.Contains(taken, option.Value) {
			continue
		}
		value := strings.ToLower(option.Value)
		if slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(value, w) }) {
			continue
		}
		if len(words) > 0 && strings.HasPrefix(value, words[0]) {
			first = append(first, option)
		} else {
			rest = append(rest, option)
		}
	}
	return append(first, rest...)
}

// update takes a key and reports whether it was for the proposals: a value to
// take, or a step to another one.
func (o *offers) update(k ui.Key, text string, taken []string) (value string, used bool) {
	if len(o.all) == 0 {
		return "", false
	}
	list := o.matching(text, taken)
	o.settle(text, len(list))
	switch {
	case keyTake.Has(k):
		if len(list) > 0 {
			value = list[o.cursor].Value
		}
		return value, true
	case keyBelow.Has(k):
		o.cursor = min(o.cursor+1, max(len(list)-1, 0))
		return "", true
	case keyAbove.Has(k):
		o.cursor = max(o.cursor-1, 0)
		return "", true
	}
	return "", false
}

// settle puts the cursor back to the first proposal when the text is another.
func (o *offers) settle(text string, n int) {
	if text != o.typed {
		o.typed, o.cursor = text, 0
	}
	o.cursor = max(0, min(o.cursor, n-1))
}

// keys are the bindings of the proposals, none where there are none.
func (o *offers) keys() []ui.Binding {
	if len(o.all) == 0 {
		return nil
	}
	return []ui.Binding{keyTake, keyBelow, keyAbove}
}

// height is how many lines view takes at most.
func (o *offers) height() int {
	if len(o.all) == 0 {
		return 0
	}
	return min(len(o.all), offerRows) + 1
}

// view draws the proposals for a text.
func (o *offers) view(t *ui.Theme, text string, taken []string, width int) []string {
	if len(o.all) == 0 {
		return nil
	}
	list := o.matching(text, taken)
	o.settle(text, len(list))
	if len(list) == 0 {
		return []string{t.Dim.Render(" none of the proposed values is called so")}
	}
	lines := []string{t.Dim.Render(fmt.Sprintf(" proposed, tab takes it (%d of %d)", len(list), len(o.all)))}
	wide := 0
	from := max(0, min(o.cursor-offerRows/2, len(list)-offerRows))
	seen := list[from:min(len(list), from+offerRows)]
	for _, option := range seen {
		wide = max(wide, ui.Width(ui.Clean(t.Private(option.Value))))
	}
	wide = min(wide, max(width*2/3, 8))
	for i, option := range seen {
		point := "   "
		if from+i == o.cursor {
			point = " > "
		}
		row := t.Fit(point+t.Fit(t.CutMiddle(ui.Clean(t.Private(option.Value)), wide), wide)+"  "+ui.Clean(option.About), width)
		if from+i == o.cursor {
			row = t.Value.Render(row)
		}
		lines = append(lines, row)
	}
	return lines
}
