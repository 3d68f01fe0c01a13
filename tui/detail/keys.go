package detail

import (
	"slices"

	"github.com/gatewright/gatewright/config/fact"
	"github.com/gatewright/gatewright/tui/field"
	"github.com/gatewright/gatewright/tui/ui"
)

var (
	keyEdit      = ui.Binding{Name: "fields.edit", Keys: []string{"enter", "l", "right"}, Show: "enter", Short: "edit", Long: "edit the field; on a backend what it calls", Group: ui.GroupChange, Changes: true}
	keyToggle    = ui.Binding{Name: "fields.toggle", Keys: []string{"space"}, Show: "space", Long: "turn a field that is true or false", Group: ui.GroupChange, Changes: true}
	keyUnset     = ui.Binding{Name: "fields.unset", Keys: []string{"x", "backspace"}, Show: "x", Short: "unset", Long: "take the field out of the file", Group: ui.GroupChange, Changes: true}
	keyExtension = ui.Binding{Name: "fields.add-extension", Keys: []string{"+"}, Show: "+", Long: "add an extension (a namespace of extra_config)", Group: ui.GroupChange, Changes: true}
	keyAdd       = ui.Binding{Name: "fields.new-backend", Keys: []string{"n"}, Show: "n", Short: "new backend", Long: "new backend behind this one", Group: ui.GroupChange, Changes: true}
	keyDelete    = ui.Binding{Name: "fields.delete-backend", Keys: []string{"d", "delete"}, Show: "d", Long: "delete the backend", Group: ui.GroupChange, Changes: true}
	keyDuplicate = ui.Binding{Name: "fields.duplicate-backend", Keys: []string{"D"}, Show: "D", Long: "duplicate the backend", Group: ui.GroupChange, Changes: true}
	keyDown      = ui.Binding{Name: "fields.move-down", Keys: []string{"J", "shift+down"}, Show: "J", Long: "move the backend down", Group: ui.GroupChange, Changes: true}
	keyUp        = ui.Binding{Name: "fields.move-up", Keys: []string{"K", "shift+up"}, Show: "K", Long: "move the backend up", Group: ui.GroupChange, Changes: true}
	keyCopy      = ui.Binding{Name: "fields.copy", Keys: []string{"y"}, Show: "y", Long: "copy the backend, or the endpoint, as JSON; to the clipboard too", Group: ui.GroupChange}
	keyPaste     = ui.Binding{Name: "fields.paste", Keys: []string{"P"}, Show: "P", Long: "paste a backend behind this one, or an endpoint", Group: ui.GroupChange, Changes: true}
	keyAll       = ui.Binding{Name: "fields.show-all", Keys: []string{"a"}, Show: "a", Short: "all fields", Long: "show all fields, or only those in use", Group: ui.GroupMore}
	keyNext      = ui.Binding{Name: "fields.next-backend", Keys: []string{"]"}, Show: "]", Long: "next backend", Group: ui.GroupMove}
	keyPrevious  = ui.Binding{Name: "fields.previous-backend", Keys: []string{"["}, Show: "[", Long: "previous backend", Group: ui.GroupMove}
	keyBack      = ui.Binding{Name: "fields.back", Keys: []string{"esc", "h", "left"}, Show: "esc", Short: "back", Long: "back to the list", Group: ui.GroupMove}
)

// Bindings are all that the pane's keys do, for an endpoint.
func Bindings() []ui.Binding {
	return []ui.Binding{
		keyEdit, keyToggle, keyUnset, keyExtension, keyAdd, keyDelete, keyDuplicate, keyDown, keyUp, keyCopy, keyPaste, keyNext, keyPrevious,
		keyAll, keyBack,
	}
}

// Keys returns the bindings that work on the row under the cursor.
func (m *Model) Keys() []ui.Binding {
	keys := slices.DeleteFunc(Bindings(), func(b ui.Binding) bool { return !m.works(b) })
	return append(keys, ui.Moves()...)
}

// works reports whether a key has something to do on the row under the cursor.
func (m *Model) works(b ui.Binding) bool {
	e := m.endpoint()
	if !m.on() {
		return b.Name == keyBack.Name
	}
	r := m.rows[m.scroll.Cursor]
	switch b.Name {
	case keyEdit.Name:
		return r.kind == rowField || r.kind == rowAdd || r.at.Backend != nil
	case keyToggle.Name:
		return r.kind == rowField && r.field.Kind == field.Flag
	case keyUnset.Name:
		return r.kind == rowField && r.value.Set
	case keyDelete.Name, keyDuplicate.Name:
		return e != nil && r.backend >= 0
	case keyDown.Name:
		return e != nil && r.backend >= 0 && r.backend+1 < len(e.Backends)
	case keyUp.Name:
		return e != nil && r.backend > 0
	case keyAdd.Name, keyCopy.Name, keyPaste.Name:
		return e != nil
	case keyNext.Name, keyPrevious.Name:
		return e != nil && len(e.Backends) > 0
	}
	return true
}

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		from, to := m.scroll.Window()
		if at := from + click.Y - 1; click.Y >= 1 && at < to {
			m.scroll.To(at)
			m.skip(-1)
		}
		return nil
	}
	before := m.scroll.Cursor
	if m.scroll.Move(msg) {
		if m.scroll.Cursor >= before {
			m.skip(1)
		} else {
			m.skip(-1)
		}
		return nil
	}
	k, ok := msg.(ui.Key)
	if !ok || !m.on() {
		return nil
	}
	switch {
	case keyBack.Has(k):
		return Back{}
	case keyCopy.Has(k) && m.endpoint() != nil:
		return Copy{m.Pointer()}
	case keyPaste.Has(k) && m.endpoint() != nil:
		return Paste{}
	case keyAll.Has(k):
		pointer := m.Pointer()
		m.all = !m.all
		m.build()
		m.near(pointer)
		return nil
	case keyNext.Has(k):
		m.toBackend(1)
		return nil
	case keyPrevious.Has(k):
		m.toBackend(-1)
		return nil
	}
	r := m.rows[m.scroll.Cursor]
	if keyExtension.Has(k) {
		at := r.at
		at.Extra = false
		return AddExtension{at}
	}
	if event := m.changeField(k, r); event != nil {
		return event
	}
	return m.changeBackend(k, r)
}

func (m *Model) changeField(k ui.Key, r row) any {
	if keyEdit.Has(k) && r.kind == rowBackend && r.at.Backend != nil {
		return Edit{r.at, field.Find(fact.Backend, "url_pattern")}
	}
	if r.kind != rowField {
		return nil
	}
	switch {
	case keyEdit.Has(k):
		return Edit{r.at, r.field}
	case keyToggle.Has(k) && r.field.Kind == field.Flag:
		return Toggle{r.at, r.field}
	case keyUnset.Has(k) && r.value.Set:
		return Unset{r.at, r.field}
	}
	return nil
}

func (m *Model) changeBackend(k ui.Key, r row) any {
	e := m.endpoint()
	if e == nil {
		if keyAdd.Has(k) {
			return AddEndpoint{}
		}
		return nil
	}
	switch {
	case keyAdd.Has(k), keyEdit.Has(k) && r.kind == rowAdd:
		index := len(e.Backends)
		if r.backend >= 0 {
			index = r.backend + 1
		}
		return AddBackend{e, index}
	case r.backend < 0:
	case keyDelete.Has(k):
		return DeleteBackend{e, r.backend}
	case keyDuplicate.Has(k):
		return DuplicateBackend{e, r.backend}
	case keyDown.Has(k) && r.backend+1 < len(e.Backends):
		return MoveBackend{e, r.backend, r.backend + 1}
	case keyUp.Has(k) && r.backend > 0:
		return MoveBackend{e, r.backend, r.backend - 1}
	}
	return nil
}

// Step moves the cursor to the next field, or with by less than 0 to the one before,
// and returns the event that edits it; ok is false where there is none.
func (m *Model) Step(by int) (edit Edit, ok bool) {
	for i := m.scroll.Cursor + by; i >= 0 && i < len(m.rows); i += by {
		if r := m.rows[i]; r.kind == rowField {
			m.scroll.To(i)
			return Edit{r.at, r.field}, true
		}
	}
	return Edit{}, false
}

// toBackend moves the cursor to the head of the next or previous backend.
func (m *Model) toBackend(by int) {
	for i := m.scroll.Cursor + by; i >= 0 && i < len(m.rows); i += by {
		if m.rows[i].kind == rowBackend {
			m.scroll.To(i)
			return
		}
	}
}
