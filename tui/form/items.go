package form

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

// list is the form for a list of lines, and for a table whose entries are
// typed as name = value. It works on a copy that counts when it is kept.
type list struct {
	base
	items  []string
	scroll ui.Scroll // over the items, the row to add one, and the row to keep all
	input  *ui.Input // nil unless an item is typed
	fresh  bool      // the typed item is a new one
	sought search
}

func newList(b base) *list {
	l := &list{base: b, items: slices.Clone(b.value.Items)}
	for _, p := range b.value.Pairs {
		l.items = append(l.items, p.Name+" = "+p.Value)
	}
	if len(l.items) == 0 {
		l.start(true)
	}
	return l
}

var (
	keyItemEdit   = ui.Binding{Name: "items.edit", Keys: []string{"enter"}, Show: "enter", Short: "edit", Long: "edit the item; on the last rows add one, or keep all", Group: ui.GroupChange}
	keyItemAdd    = ui.Binding{Name: "items.new", Keys: []string{"n", "ctrl+n"}, Show: "n", Short: "add", Long: "add an item behind this one", Group: ui.GroupChange}
	keyItemDelete = ui.Binding{Name: "items.delete", Keys: []string{"d", "delete"}, Show: "d", Short: "delete", Long: "delete the item", Group: ui.GroupChange}
	keyItemDown   = ui.Binding{Name: "items.move-down", Keys: []string{"J", "shift+down"}, Show: "J", Long: "move the item down", Group: ui.GroupChange}
	keyItemUp     = ui.Binding{Name: "items.move-up", Keys: []string{"K", "shift+up"}, Show: "K", Long: "move the item up", Group: ui.GroupChange}
	keyItemAll    = ui.Binding{Name: "items.take-all", Keys: []string{"A"}, Show: "A", Short: "add all proposed", Long: "add all that the documents propose", Group: ui.GroupChange}
	keyKeepAll    = ui.Binding{Name: "items.keep-all", InText: true, Keys: []string{"ctrl+s"}, Show: "ctrl+s", Short: "keep", Long: "keep the list", Group: ui.GroupChange}
	keyItemKeep   = ui.Binding{Name: "items.keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep item", Long: "keep the item", Group: ui.GroupChange}
	keyItemCancel = ui.Binding{Name: "items.cancel", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "leave item", Long: "leave the item as it was", Group: ui.GroupChange}
)

func (l *list) Keys() []ui.Binding {
	if l.sought.input != nil {
		return finding()
	}
	if l.input != nil {
		return slices.Concat([]ui.Binding{keyItemKeep}, l.mends(), l.offers.keys(), l.stepping(true), []ui.Binding{keyItemCancel, keyKeepAll})
	}
	keys := append([]ui.Binding{keyKeepAll, keyItemEdit, keyItemAdd}, l.mends()...)
	if len(l.missing()) > 0 {
		keys = append(keys, keyItemAll)
	}
	return append(append(keys, keyItemDelete, keyItemDown, keyItemUp, keyFind), slices.Concat(l.stepping(false), []ui.Binding{keyCancel}, ui.Moves())...)
}

// missing are the proposals that the list does not have; of a table, where a
// value belongs to a name, none.
func (l *list) missing() []string {
	var values []string
	for _, o := range l.offers.all {
		if l.field.Kind == field.List && !slices.Contains(l.items, o.Value) {
			values = append(values, o.Value)
		}
	}
	return values
}

func (l *list) Typing() bool { return true }

// Lines has room for some items more than there are.
func (l *list) Lines(width int) int {
	return len(l.intro(width)) + max(len(l.items)+8, 12) + l.concern(width) + l.offers.height()
}

func (l *list) SetSize(width, height int) {
	l.base.SetSize(width, height)
	l.resize()
}

func (l *list) resize() {
	l.scroll.Resize(len(l.items)+2, l.height-2-len(l.intro(l.width))-len(l.complaint())-l.below())
}

// below is how many lines stand below the items.
func (l *list) below() int {
	switch {
	case l.sought.input != nil:
		return 1
	case l.input != nil:
		return l.offers.height()
	}
	return 0
}

func (l *list) Update(msg any) any {
	if e := l.mend(msg); e != nil {
		return e
	}
	defer l.resize()
	k, isKey := msg.(ui.Key)
	if (l.input != nil || l.sought.input != nil) && !isKey {
		return nil // the mouse must not move the cursor away from what is typed
	}
	switch {
	case l.sought.input != nil:
		l.seek(k)
		return nil
	case l.input != nil:
		return l.typed(k)
	}
	if click, ok := msg.(ui.Click); ok {
		if at := l.scroll.Top + click.Y - 1 - len(l.intro(l.width)); at >= l.scroll.Top {
			l.scroll.To(at)
		}
		return nil
	}
	if e, is := l.step(msg, false, l.keep); is {
		return e
	}
	if l.scroll.Move(msg) || !isKey {
		return nil
	}
	at := l.scroll.Cursor
	switch {
	case keyCancel.Has(k):
		return Cancelled{}
	case keyKeepAll.Has(k), keyItemEdit.Has(k) && at == len(l.items)+1:
		return l.keep()
	case keyItemAdd.Has(k), keyItemEdit.Has(k) && at == len(l.items):
		l.start(true)
	case keyFind.Has(k) && len(l.items) > 0:
		l.find()
	case keyItemAll.Has(k):
		l.items = append(l.items, l.missing()...)
		l.resize()
		l.scroll.To(len(l.items) + 1)
	case at >= len(l.items):
	case keyItemEdit.Has(k):
		l.start(false)
	case keyItemDelete.Has(k):
		l.items = slices.Delete(l.items, at, at+1)
	case keyItemDown.Has(k) && at+1 < len(l.items):
		l.items[at], l.items[at+1] = l.items[at+1], l.items[at]
		l.scroll.To(at + 1)
	case keyItemUp.Has(k) && at > 0:
		l.items[at], l.items[at-1] = l.items[at-1], l.items[at]
		l.scroll.To(at - 1)
	}
	return nil
}

// start begins typing the item under the cursor, or a new one behind it.
func (l *list) start(fresh bool) {
	l.fresh, l.problem = fresh, ""
	if !fresh {
		l.input = ui.NewInput(l.items[l.scroll.Cursor])
		return
	}
	at := min(l.scroll.Cursor+1, len(l.items))
	l.items = slices.Insert(l.items, at, "")
	l.resize()
	l.scroll.To(at)
	l.input = ui.NewInput("")
}

func (l *list) typed(k ui.Key) any {
	switch {
	case keyItemCancel.Has(k):
		l.stop()
	case keyItemKeep.Has(k):
		fresh := l.fresh
		if l.accept() && fresh {
			// Lists are mostly typed one item after the other.
			l.start(true)
		}
	case keyKeepAll.Has(k):
		return l.keepTyped()
	default:
		if e, is := l.step(k, true, l.keepTyped); is {
			return e
		}
		l.write(k)
	}
	return nil
}

// keepTyped keeps the list with the item that is typed.
func (l *list) keepTyped() any {
	if l.input.Text() == "" {
		l.stop()
	} else if !l.accept() {
		return nil
	}
	return l.keep()
}

// write gives a key to the proposals, else to the input.
func (l *list) write(k ui.Key) {
	value, used := l.offers.update(k, l.wanted(), l.taken())
	switch {
	case value != "" && l.field.Kind == field.Table:
		_, rest, _ := strings.Cut(l.input.Text(), "=")
		l.input.SetText(value + " = " + strings.TrimSpace(rest))
	case value != "":
		l.input.SetText(value)
	case !used && !l.input.Update(k):
		return
	}
	l.problem = ""
}

// wanted is the part of what is typed that the proposals are for.
func (l *list) wanted() string {
	if l.field.Kind != field.Table {
		return l.input.Text()
	}
	name, _, _ := strings.Cut(l.input.Text(), "=")
	return strings.TrimSpace(name)
}

// taken are the names that the other items have.
func (l *list) taken() []string {
	var names []string
	for i, item := range l.items {
		if i != l.scroll.Cursor {
			names = append(names, l.name(item))
		}
	}
	return names
}

// stop ends typing without a change; a new item goes.
func (l *list) stop() {
	if l.fresh {
		at := l.scroll.Cursor
		l.items = slices.Delete(l.items, at, at+1)
		l.scroll.To(max(at-1, 0))
		if at == len(l.items) {
			l.resize()
			l.scroll.To(len(l.items) + 1)
		}
	}
	l.input, l.problem = nil, ""
}

// accept takes the typed item over and reports whether it may stand; an empty
// new one ends typing.
func (l *list) accept() bool {
	text := l.input.Text()
	if text == "" && l.fresh {
		l.stop()
		return false
	}
	at := l.scroll.Cursor
	err := l.field.Check(text)
	for i, item := range l.items {
		if err == nil && i != at && l.name(item) == l.name(text) {
			err = fmt.Errorf("%q is in the list already", l.name(text))
		}
	}
	if err != nil {
		l.problem = err.Error()
		return false
	}
	l.items[at], l.input, l.problem = text, nil, ""
	return true
}

// name is what must be unique in the list.
func (l *list) name(item string) string {
	if l.field.Kind != field.Table {
		return item
	}
	p, err := field.ParsePair(item)
	if err != nil {
		return item
	}
	return p.Name
}

func (l *list) keep() any {
	if len(l.items) == 0 {
		return Unset{l.at, l.field}
	}
	kept := l.kept()
	if l.field.Kind == field.List {
		kept.Items = l.items
		return kept
	}
	for _, item := range l.items {
		p, err := field.ParsePair(item)
		if err != nil {
			// An entry of the file whose name or value is empty.
			l.problem = fmt.Sprintf("%q: %v", item, err)
			return nil
		}
		kept.Pairs = append(kept.Pairs, draft.Pair{Name: p.Name, Value: p.Value})
	}
	return kept
}

func (l *list) View() []string {
	t := l.theme
	lines := l.intro(l.width)
	from, to := l.scroll.Window()
	for i := from; i < to; i++ {
		point := "   "
		if i == l.scroll.Cursor {
			point = " > "
		}
		if i == l.scroll.Cursor && l.input != nil {
			lines = append(lines, t.Key.Render(point)+l.input.View(t, max(l.width-6, 2)))
			continue
		}
		text := ""
		switch {
		case i < len(l.items):
			text = ui.Clean(t.Private(l.items[i]))
		case i == len(l.items):
			text = "+ add [" + t.KeyOf(keyItemAdd) + "]"
		default:
			text = fmt.Sprintf("keep these %d [%s]", len(l.items), t.KeyOf(keyKeepAll))
			if len(l.items) == 0 {
				text = "keep: unset the field [" + t.KeyOf(keyKeepAll) + "]"
			}
		}
		row := t.Fit(point+t.CutMiddle(text, l.width-6), l.width-2)
		switch {
		case i == l.scroll.Cursor:
			row = t.Cursor.Render(row)
		case i >= len(l.items):
			row = t.Dim.Render(row)
		}
		lines = append(lines, row)
	}
	lines = append(lines, l.complaint()...)
	if in := l.sought.input; in != nil {
		lines = append(lines, t.Key.Render(" / ")+in.View(t, max(l.width-20, 2))+t.Dim.Render(fmt.Sprintf("  %d of %d", l.matches(), len(l.items))))
	}
	if l.input != nil {
		lines = append(lines, l.offers.view(t, l.wanted(), l.taken(), l.width-2)...)
	}
	return t.Box(l.title(), lines, l.width, l.height, true)
}
