package list

import (
	"slices"

	"github.com/gatewright/gatewright/tui/ui"
)

var (
	keyOpen      = ui.Binding{Name: "endpoints.open", Keys: []string{"enter", "l", "right"}, Show: "enter", Short: "edit", Long: "edit the endpoint", Group: ui.GroupChange}
	keyAdd       = ui.Binding{Name: "endpoints.new", Keys: []string{"n"}, Show: "n", Short: "new", Long: "new endpoint behind this one", Group: ui.GroupChange, Changes: true}
	keyDelete    = ui.Binding{Name: "endpoints.delete", Keys: []string{"d", "delete"}, Show: "d", Short: "delete", Long: "delete the endpoint, or all marked ones", Group: ui.GroupChange, Changes: true}
	keyDuplicate = ui.Binding{Name: "endpoints.duplicate", Keys: []string{"D"}, Show: "D", Long: "duplicate the endpoint", Group: ui.GroupChange, Changes: true}
	keyDown      = ui.Binding{Name: "endpoints.move-down", Keys: []string{"J", "shift+down"}, Show: "J", Long: "move the endpoint down", Group: ui.GroupChange, Changes: true}
	keyUp        = ui.Binding{Name: "endpoints.move-up", Keys: []string{"K", "shift+up"}, Show: "K", Long: "move the endpoint up", Group: ui.GroupChange, Changes: true}
	keyCopy      = ui.Binding{Name: "endpoints.copy", Keys: []string{"y"}, Show: "y", Long: "copy the endpoint, or all marked ones, as JSON; to the clipboard too", Group: ui.GroupChange}
	keyCut       = ui.Binding{Name: "endpoints.cut", Keys: []string{"X"}, Show: "X", Long: "copy and delete", Group: ui.GroupChange, Changes: true}
	keyPaste     = ui.Binding{Name: "endpoints.paste", Keys: []string{"P"}, Show: "P", Long: "paste behind this one; JSON that the terminal pastes works too", Group: ui.GroupChange, Changes: true}
	keyFilter    = ui.Binding{Name: "endpoints.filter", Keys: []string{"/"}, Show: "/", Short: "filter", Long: "filter: words, is:error host:users enc:no-op m:get, ! for not", Group: ui.GroupFind}
	keyClear     = ui.Binding{Name: "endpoints.clear", Keys: []string{"esc"}, Show: "esc", Long: "clear the filter, then the marks", Group: ui.GroupFind}
	keyMark      = ui.Binding{Name: "endpoints.mark", Keys: []string{"space"}, Show: "space", Long: "mark the endpoint", Group: ui.GroupMany}
	keyMarkRange = ui.Binding{Name: "endpoints.mark-range", Keys: []string{"V"}, Show: "V", Long: "mark a range: from here to where V or space ends it; esc gives it up", Group: ui.GroupMany}
	keyMarkAll   = ui.Binding{Name: "endpoints.mark-all", Keys: []string{"*"}, Show: "*", Long: "mark all that the filter shows, or none", Group: ui.GroupMany}
	keyBulk      = ui.Binding{Name: "endpoints.bulk", Keys: []string{"b"}, Show: "b", Long: "set a field of all marked endpoints", Group: ui.GroupMany, Changes: true}
	keyGroup     = ui.Binding{Name: "endpoints.group", Keys: []string{"v"}, Show: "v", Long: "group by path, by host, by the tags of the documents, or not at all", Group: ui.GroupFind}
	keyFold      = ui.Binding{Name: "endpoints.fold", Keys: []string{"h", "left"}, Show: "h", Long: "fold the group; enter or l on its head opens it", Group: ui.GroupFind}
	keyFoldAll   = ui.Binding{Name: "endpoints.fold-all", Keys: []string{"H"}, Show: "H", Long: "fold all groups, or open them", Group: ui.GroupFind}
	keyAccept    = ui.Binding{Name: "filter.keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep the filter", Long: "keep the filter", Group: ui.GroupFind}
	keyBelow     = ui.Binding{Name: "filter.down", InText: true, Keys: []string{"down"}, Show: "down", Long: "down in the list", Group: ui.GroupMove}
	keyAbove     = ui.Binding{Name: "filter.up", InText: true, Keys: []string{"up"}, Show: "up", Long: "up in the list", Group: ui.GroupMove}
	keyCancel    = ui.Binding{Name: "filter.clear", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "clear it", Long: "clear the filter", Group: ui.GroupFind}
)

// Filtering are the bindings that work while the filter is typed.
func Filtering() []ui.Binding { return []ui.Binding{keyAccept, keyCancel, keyBelow, keyAbove} }

// Pasting is the binding that pastes.
func Pasting() ui.Binding { return keyPaste }

// Keys returns the bindings that work on the row under the cursor.
func (m *Model) Keys() []ui.Binding {
	if m.typing {
		return Filtering()
	}
	keys := slices.DeleteFunc(Bindings(), func(b ui.Binding) bool { return !m.works(b) })
	return append(keys, ui.Moves()...)
}

// works reports whether a key has something to do on the row under the cursor.
func (m *Model) works(b ui.Binding) bool {
	some, one := len(m.marked) > 0, m.Index() != Service
	switch b.Name {
	case keyDelete.Name, keyCopy.Name, keyCut.Name, keyBulk.Name:
		return some || one
	case keyDuplicate.Name, keyMark.Name, keyMarkRange.Name:
		return one
	case keyDown.Name:
		return one && m.move(m.Index(), 1) != nil
	case keyUp.Name:
		return one && m.move(m.Index(), -1) != nil
	case keyClear.Name:
		return some || m.filter.Text() != ""
	case keyFold.Name:
		_, ok := m.inGroup()
		return ok
	case keyFoldAll.Name:
		return m.by != fileOrder
	}
	return true
}

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	before := m.Index()
	event := m.update(msg)
	if event == nil && m.Index() != before {
		return Selected{m.Index()}
	}
	return event
}

func (m *Model) update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		top := 1
		if m.filtering() {
			top++
		}
		if at := m.scroll.Top + click.Y - top; click.Y >= top && at < len(m.shown) {
			m.scroll.To(at)
			if _, found := m.severity[m.Index()]; found && click.X == m.width-2 && m.shown[at] >= 0 {
				return Sign{m.Index()}
			}
		}
		return nil
	}
	k, isKey := msg.(ui.Key)
	if isKey && m.typing {
		return m.typeFilter(k)
	}
	if m.scroll.Move(msg) || !isKey {
		return nil
	}
	if m.ranging && m.rangeKey(k) {
		return nil
	}
	if g, ok := m.head(); ok {
		if event, done := m.headKey(g, k); done {
			return event
		}
	}
	index := m.Index()
	switch {
	case keyGroup.Has(k):
		m.regroup()
	case keyFold.Has(k):
		if g, ok := m.inGroup(); ok {
			m.fold(g, true)
		}
	case keyFoldAll.Has(k):
		m.foldAll()
	case keyOpen.Has(k):
		return Opened{index}
	case keyAdd.Has(k):
		return Add{index}
	case keyFilter.Has(k):
		m.typing = true
		m.resize()
	case keyClear.Has(k):
		if m.filter.Text() != "" {
			m.SetFilter("")
			m.Select(index)
		} else {
			m.Unmark()
		}
	case keyMark.Has(k):
		m.toggle(index)
		m.scroll.By(1)
	case keyMarkRange.Has(k):
		_, onHead := m.head()
		m.ranging, m.anchor = !onHead && len(m.shown) > 0, index
	case keyMarkAll.Has(k):
		m.markAll()
	default:
		return m.change(k, index)
	}
	return nil
}

func (m *Model) change(k ui.Key, index int) any {
	marked := m.Marked()
	switch {
	case keyPaste.Has(k):
		return Paste{}
	case (keyCopy.Has(k) || keyCut.Has(k)) && len(marked) > 0:
		return Copy{marked, keyCut.Has(k)}
	case (keyCopy.Has(k) || keyCut.Has(k)) && index != Service:
		return Copy{[]int{index}, keyCut.Has(k)}
	case keyBulk.Has(k) && len(marked) > 0:
		return Bulk{marked}
	case keyBulk.Has(k) && index != Service:
		return Bulk{[]int{index}}
	case keyDelete.Has(k) && len(marked) > 0:
		return Delete{marked}
	case index == Service:
	case keyDelete.Has(k):
		return Delete{[]int{index}}
	case keyDuplicate.Has(k):
		return Duplicate{index}
	case keyDown.Has(k):
		return m.move(index, 1)
	case keyUp.Has(k):
		return m.move(index, -1)
	}
	return nil
}

// move asks to put an endpoint where the one above or below it is; the heads of
// groups are no such places.
func (m *Model) move(index, by int) any {
	at := m.scroll.Cursor + by
	if at < 0 || at >= len(m.shown) || m.shown[at] < 0 || m.rows[m.shown[at]].index == Service {
		return nil
	}
	return Move{index, m.rows[m.shown[at]].index}
}

func (m *Model) toggle(index int) {
	switch {
	case index == Service:
	case m.marked[index]:
		delete(m.marked, index)
	default:
		m.marked[index] = true
	}
}

// rangeKey takes the keys that end a range: with it marked, or given up. What is
// done to marked ones is done to it, too; all else gives it up.
func (m *Model) rangeKey(k ui.Key) (done bool) {
	switch {
	case keyMarkRange.Has(k), keyMark.Has(k):
		m.markRange()
		return true
	case keyClear.Has(k):
		m.ranging = false
		return true
	case keyDelete.Has(k), keyCopy.Has(k), keyCut.Has(k), keyBulk.Has(k):
		m.markRange()
	}
	m.ranging = false
	return false
}

// within returns the lines from where a range began to the cursor; none where its
// beginning is not shown any more.
func (m *Model) within() (from, to int, ok bool) {
	if !m.ranging {
		return 0, 0, false
	}
	start := slices.IndexFunc(m.shown, func(i int) bool { return i >= 0 && m.rows[i].index == m.anchor })
	return min(start, m.scroll.Cursor), max(start, m.scroll.Cursor), start >= 0
}

// markRange marks the endpoints of the range, and ends it.
func (m *Model) markRange() {
	from, to, ok := m.within()
	m.ranging = false
	if !ok {
		return
	}
	for _, i := range m.shown[from : to+1] {
		if i >= 0 && m.rows[i].index != Service {
			m.marked[m.rows[i].index] = true
		}
	}
}

func (m *Model) markAll() {
	all := true
	for _, i := range m.matched {
		all = all && (m.rows[i].index == Service || m.marked[m.rows[i].index])
	}
	clear(m.marked)
	for _, i := range m.matched {
		if !all && m.rows[i].index != Service {
			m.marked[m.rows[i].index] = true
		}
	}
}

func (m *Model) typeFilter(k ui.Key) any {
	index := m.Index()
	switch {
	case keyAccept.Has(k):
		m.typing = false
		m.resize()
	case keyCancel.Has(k):
		m.typing = false
		m.SetFilter("")
		m.Select(index)
	case keyBelow.Has(k):
		m.scroll.By(1)
	case keyAbove.Has(k):
		m.scroll.By(-1)
	case m.filter.Update(k):
		m.query = parseQuery(m.filter.Text())
		m.narrow()
	}
	return nil
}
