package form

import (
	"strings"

	"github.com/gatewright/gatewright/tui/ui"
)

var (
	keyFind      = ui.Binding{Name: "items.find", Keys: []string{"/"}, Show: "/", Short: "find", Long: "go to the next item that has what is typed", Group: ui.GroupFind}
	keyFindDone  = ui.Binding{Name: "items.find-done", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "stay here", Long: "stay at the item that was found", Group: ui.GroupFind}
	keyFindNext  = ui.Binding{Name: "items.find-next", InText: true, Keys: []string{"down", "ctrl+n", "tab"}, Show: "down", Short: "next", Long: "to the next item that has it", Group: ui.GroupFind}
	keyFindPrev  = ui.Binding{Name: "items.find-previous", InText: true, Keys: []string{"up", "ctrl+p", "shift+tab"}, Show: "up", Long: "to the item before that has it", Group: ui.GroupFind}
	keyFindLeave = ui.Binding{Name: "items.find-leave", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "go back", Long: "go back to where it was sought from", Group: ui.GroupFind}
)

// finding are the keys while what is sought is typed.
func finding() []ui.Binding {
	return []ui.Binding{keyFindDone, keyFindNext, keyFindPrev, keyFindLeave}
}

// search is the search for an item of a list; the zero value is none.
type search struct {
	input *ui.Input
	from  int // the item that it began at
}

// find begins the search.
func (l *list) find() { l.sought = search{ui.NewInput(""), l.scroll.Cursor} }

// seek takes a key while what is sought is typed.
func (l *list) seek(k ui.Key) {
	s := l.sought
	switch {
	case keyFindDone.Has(k):
		l.sought = search{}
	case keyFindLeave.Has(k):
		l.scroll.To(s.from)
		l.sought = search{}
	case keyFindNext.Has(k):
		l.next(l.scroll.Cursor+1, 1)
	case keyFindPrev.Has(k):
		l.next(l.scroll.Cursor-1, -1)
	case s.input.Update(k):
		l.next(s.from, 1)
	}
}

// next goes to the next item that has what is sought, from one on, all around.
func (l *list) next(from, by int) {
	n := len(l.items)
	for i := range n {
		at := ((from+by*i)%n + n) % n
		if l.found(at) {
			l.scroll.To(at)
			return
		}
	}
}

// found reports whether an item has what is sought.
func (l *list) found(at int) bool {
	return strings.Contains(strings.ToLower(l.items[at]), strings.ToLower(l.sought.input.Text()))
}

// matches is how many items have what is sought.
func (l *list) matches() int {
	n := 0
	for at := range l.items {
		if l.found(at) {
			n++
		}
	}
	return n
}
