package form

import (
	"slices"
	"strings"

	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

// choice is the form for one of a closed set; the first row is to have no
// value at all.
type choice struct {
	base
	options []field.Option
	scroll  ui.Scroll
	typed   string // the start of a value, typed letter by letter
}

func newChoice(b base) *choice {
	c := &choice{base: b, options: b.field.Options}
	if b.field.Kind == field.Flag {
		c.options = []field.Option{{Value: "true"}, {Value: "false"}}
	}
	c.scroll.Resize(len(c.options)+1, 1)
	known := !b.value.Set || b.problem != ""
	for i, o := range c.options {
		if b.value.Set && o.Value == b.value.Text {
			c.scroll.To(i + 1)
			known = true
		}
	}
	if !known {
		c.problem = "the file has " + b.value.Text + " here, which is none of these"
	}
	return c
}

var (
	keyPick   = ui.Binding{Name: "form.choose", InText: true, Keys: []string{"enter", "space"}, Show: "enter", Short: "choose", Long: "choose the value", Group: ui.GroupChange}
	keyLetter = ui.Binding{InText: true, Show: "a-z", Short: "type its start", Long: "go to the value that starts with what is typed", Group: ui.GroupMove}
)

func (c *choice) Keys() []ui.Binding {
	return slices.Concat([]ui.Binding{keyPick, keyLetter}, c.mends(), c.stepping(false), []ui.Binding{keyCancel}, arrows())
}

// arrows are the keys that move without a letter, which here are typed.
func arrows() []ui.Binding {
	var list []ui.Binding
	for _, b := range ui.Moves() {
		b.Name, b.InText = "", true
		b.Keys = slices.DeleteFunc(slices.Clone(b.Keys), func(k string) bool { return len(k) == 1 })
		b.Show = b.Keys[0]
		list = append(list, b)
	}
	return list
}

func (c *choice) Typing() bool { return true }

// Lines has a line for every value.
func (c *choice) Lines(width int) int {
	return len(c.intro(width)) + len(c.options) + 5 + c.concern(width)
}

func (c *choice) SetSize(width, height int) {
	c.base.SetSize(width, height)
	c.scroll.Resize(len(c.options)+1, height-2-len(c.intro(width))-len(c.complaint()))
}

func (c *choice) Update(msg any) any {
	if e := c.mend(msg); e != nil {
		return e
	}
	if e, is := c.step(msg, false, c.pick); is {
		return e
	}
	if click, ok := msg.(ui.Click); ok {
		if at := c.scroll.Top + click.Y - 1 - len(c.intro(c.width)); at >= c.scroll.Top && at <= len(c.options) {
			c.scroll.To(at)
		}
		return nil
	}
	k, isKey := msg.(ui.Key)
	if isKey {
		switch {
		case keyCancel.Has(k):
			return Cancelled{}
		case keyPick.Has(k):
			return c.pick()
		case len(k.Text) == 1 && c.letter(k.Text):
			return nil
		}
	}
	if c.scroll.Move(msg) {
		c.typed = ""
	}
	return nil
}

func (c *choice) pick() any {
	if c.scroll.Cursor == 0 {
		return Unset{c.at, c.field}
	}
	kept := c.kept()
	kept.Text = c.options[c.scroll.Cursor-1].Value
	if c.value.Set && kept.Text == c.value.Text && c.where == "" {
		return Cancelled{}
	}
	return kept
}

// letter goes to the value that starts with what is typed, one letter after the
// other. A letter that fits none starts anew, at the next value with it; where
// there is none either, j, k and the like move.
func (c *choice) letter(s string) bool {
	s = strings.ToLower(s)
	// The one under the cursor may stay while a word is typed.
	if c.typed != "" && c.find(c.typed+s, c.scroll.Cursor-1) {
		c.typed += s
		return true
	}
	c.typed = ""
	if c.find(s, c.scroll.Cursor) {
		c.typed = s
		return true
	}
	return false
}

// find goes to the first value with a prefix from an index on, all around.
func (c *choice) find(prefix string, from int) bool {
	for n := range c.options {
		i := (max(from, 0) + n) % len(c.options)
		if strings.HasPrefix(strings.ToLower(c.options[i].Value), prefix) {
			c.scroll.To(i + 1)
			return true
		}
	}
	return false
}

func (c *choice) View() []string {
	t := c.theme
	lines := c.intro(c.width)
	wide := 0
	for _, o := range c.options {
		wide = max(wide, ui.Width(o.Value))
	}
	from, to := c.scroll.Window()
	for i := from; i < to; i++ {
		point, now := "  ", "  "
		text, about := "(not set)", c.field.Without(c.at)
		if i > 0 {
			text, about = c.options[i-1].Value, c.options[i-1].About
		}
		if i == 0 && !c.value.Set || i > 0 && c.value.Set && text == c.value.Text {
			now = "* "
		}
		if i == c.scroll.Cursor {
			point = " >"
		}
		row := t.Fit(point+now+t.Fit(text, max(wide, 9))+"  "+ui.Clean(about), c.width-2)
		if i == c.scroll.Cursor {
			row = t.Cursor.Render(row)
		}
		lines = append(lines, row)
	}
	return t.Box(c.title(), append(lines, c.complaint()...), c.width, c.height, true)
}
