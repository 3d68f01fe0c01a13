package try

import (
	"slices"

	"github.com/gatewright/gatewright/tui/ui"
)

var (
	keySend    = ui.Binding{Name: "try.send", InText: true, Keys: []string{"ctrl+r", "ctrl+s"}, Show: "ctrl+r", Short: "send", Long: "send the request through the draft", Group: ui.GroupCheck}
	keyEnter   = ui.Binding{Name: "try.enter", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "next, last sends", Long: "next field; on the last one send", Group: ui.GroupCheck}
	keyNext    = ui.Binding{Name: "try.next", InText: true, Keys: []string{"tab"}, Show: "tab", Short: "next", Long: "next field, then the answers", Group: ui.GroupMove}
	keyPrev    = ui.Binding{Name: "try.previous", InText: true, Keys: []string{"shift+tab"}, Show: "shift+tab", Long: "previous field", Group: ui.GroupMove}
	keyHeaders = ui.Binding{Name: "try.headers", InText: true, Keys: []string{"ctrl+o", "h"}, Show: "ctrl+o", Short: "headers", Long: "show the headers of all answers, and those that backends were called with, or hide them", Group: ui.GroupMore}
	keyRaw     = ui.Binding{Name: "try.raw", InText: true, Keys: []string{"ctrl+l", "r"}, Show: "ctrl+l", Long: "show bodies as they came, or JSON laid out", Group: ui.GroupMore}
	keyCopy    = ui.Binding{Name: "try.copy", InText: true, Keys: []string{"ctrl+y"}, Show: "ctrl+y", Short: "copy as curl", Long: "copy the request as a command line of curl; to the clipboard too", Group: ui.GroupFile}
	keySave    = ui.Binding{Name: "try.save", InText: true, Keys: []string{"ctrl+x"}, Show: "ctrl+x", Short: "save as test", Long: "write the request, and what was answered, to a file: .hurl, .http or .sh", Group: ui.GroupFile}
	keyEdit    = ui.Binding{Name: "try.edit-body", InText: true, Keys: []string{"alt+e"}, Show: "alt+e", Short: "body in $EDITOR", Long: "edit the body of the request in $EDITOR", Group: ui.GroupChange}
	keyMock    = ui.Binding{Name: "try.mock", InText: true, Keys: []string{"ctrl+g"}, Show: "ctrl+g", Short: "who answers", Long: "who answers for the backends: they themselves, the documents, or what was recorded", Group: ui.GroupCheck}
	keyStatic  = ui.Binding{Name: "try.static", InText: true, Keys: []string{"alt+s", "s"}, Show: "alt+s", Short: "add static part", Long: "where a backend has failed: add static data that stands in for its part whenever one fails", Group: ui.GroupChange, Changes: true}
	keyDiff    = ui.Binding{Name: "try.compare", InText: true, Keys: []string{"alt+d", "d"}, Show: "alt+d", Short: "diff with last", Long: "show what differs from the answers before, or the answers again", Group: ui.GroupCheck}
	keyOpen    = ui.Binding{Name: "try.open", InText: true, Keys: []string{"alt+o", "o"}, Show: "alt+o", Short: "pager", Long: "the whole body in $PAGER, or in $EDITOR", Group: ui.GroupFile}
	keyBody    = ui.Binding{Name: "try.copy-body", InText: true, Keys: []string{"alt+y", "y"}, Show: "alt+y", Short: "copy body", Long: "copy the body; of one that is cut the name of its file, which then stays", Group: ui.GroupFile}
	keyClose   = ui.Binding{Name: "try.close", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "close", Long: "close the screen", Group: ui.GroupMore}
)

// Bindings are all that the screen's own keys do. Single letters do it as long as
// none are typed.
func Bindings() []ui.Binding {
	return []ui.Binding{keySend, keyMock, keyEdit, keyNext, keyPrev, keyDiff, keyStatic, keyOpen, keyBody, keyHeaders, keyRaw, keyCopy, keySave, keyClose, keyEnter}
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	keys := []ui.Binding{keySend}
	if len(m.sources) > 1 {
		keys = append(keys, keyMock)
	}
	if m.request.HasBody() {
		keys = append(keys, keyEdit)
	}
	typing := m.at < len(m.fields)
	about := []ui.Binding{keyHeaders, keyRaw}
	if m.answer != nil {
		static := keyStatic
		if !m.lacks() {
			static.Short = "" // it says why there is nothing to add
		}
		about = []ui.Binding{static, keyDiff, keyOpen, keyBody, keyHeaders, keyRaw}
	}
	if typing {
		keys = append(keys, keyNext, keyPrev)
		about = without(about, func(key string) bool { return len(key) == 1 })
	} else {
		about = without(about, func(key string) bool { return false })
		for i, b := range about {
			about[i].Show = b.Keys[len(b.Keys)-1]
		}
		keys = append(keys, about...)
		about = []ui.Binding{keyNext, keyPrev}
	}
	keys = append(append(keys, about...), keyCopy, keySave, keyClose)
	if typing {
		return append(keys, keyEnter)
	}
	return append(keys, ui.Moves()...)
}

// without returns bindings without some of their keys.
func without(list []ui.Binding, no func(key string) bool) []ui.Binding {
	list = slices.Clone(list)
	for i, b := range list {
		list[i].Keys = slices.DeleteFunc(slices.Clone(b.Keys), no)
	}
	return list
}

// Update takes a key, a click or the wheel.
func (m *Model) Update(msg any) any {
	switch msg := msg.(type) {
	case ui.Click:
		m.click(msg)
		return nil
	case ui.Wheel:
		if i := max(m.at-len(m.fields), 0); i < len(m.scroll) {
			m.move(i, msg)
		}
		return nil
	case ui.Key:
		return m.key(msg)
	}
	return nil
}

func (m *Model) key(k ui.Key) any {
	stops := len(m.fields) + len(m.panes)
	last := m.at == len(m.fields)-1
	switch {
	case keyClose.Has(k):
		return Closed{}
	case keySend.Has(k), keyEnter.Has(k) && (last || len(m.fields) == 0):
		return m.send()
	case keyMock.Has(k) && len(m.sources) > 1:
		m.sources = append(m.sources[1:], m.sources[0])
	case keyEdit.Has(k) && m.request.HasBody():
		return EditBody{m.request.Body}
	case keyCopy.Has(k):
		return Copy{m.request}
	case keySave.Has(k):
		return Save{m.request.clone(), m.answer}
	case m.at < len(m.fields) && k.Text != "":
		m.typed(k)
	case keyHeaders.Has(k):
		m.headers = !m.headers
		m.lay()
	case keyRaw.Has(k):
		m.raw = !m.raw
		m.lay()
	case m.answer != nil && (keyDiff.Has(k) || keyStatic.Has(k) || keyOpen.Has(k) || keyBody.Has(k)):
		return m.ofAnswer(k)
	case keyNext.Has(k), keyEnter.Has(k) && m.at < len(m.fields), k.Name == "down" && m.at < len(m.fields)-1:
		m.at = (m.at + 1) % max(stops, 1)
		m.arrange()
	case keyPrev.Has(k), k.Name == "up" && m.at > 0 && m.at < len(m.fields):
		m.at = (m.at + max(stops, 1) - 1) % max(stops, 1)
		m.arrange()
	case m.at < len(m.fields):
		m.typed(k)
	default:
		m.move(m.at-len(m.fields), k)
	}
	return nil
}

// ofAnswer does what keys say that there is an answer for.
func (m *Model) ofAnswer(k ui.Key) any {
	switch {
	case keyStatic.Has(k):
		return AddStatic{m.sent}
	case keyDiff.Has(k):
		return m.compare()
	}
	text, file := m.body()
	switch {
	case text == "":
		return Said{"there is no body"}
	case keyOpen.Has(k):
		return Open{file, text, bodyName(m.sent.Request, text)}
	}
	return CopyBody{file, text}
}

// typed takes a key for the field with the cursor.
func (m *Model) typed(k ui.Key) {
	f := m.fields[m.at]
	f.input.Update(k)
	*f.value = f.input.Text()
}
