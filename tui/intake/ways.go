package intake

import (
	"slices"

	"github.com/gatewright/gatewright/tui/ui"
)

// Way is what becomes of an endpoint of the draft that an operation meets.
type Way uint8

// The ways. Replace: the new one takes its place. Merge: it stays, and gets what
// it lacks. Backend: it stays, and its backends are those of the new one. Rename:
// it stays as it is, and the new one gets another path.
const (
	Replace Way = iota
	Merge
	Backend
	Rename
)

// Choice is a picked item. Way counts where its State is Differs; Path is the one
// that Rename gives it.
type Choice struct {
	Item int
	Way  Way
	Path string
}

// AskPath asks for the path that an item gets in place of its own.
type AskPath struct{ Item int }

var (
	keyWay    = ui.Binding{Name: "import.way", Keys: []string{"r"}, Show: "r", Short: "replace or merge", Long: "where the draft has another endpoint: replace it, merge both, or replace its backends alone", Group: ui.GroupMany}
	keyRename = ui.Binding{Name: "import.rename", Keys: []string{"n"}, Show: "n", Short: "other path", Long: "give the operation another path, so that the endpoint of the draft stays as it is", Group: ui.GroupMany}
)

// meets reports whether the item under the cursor meets an endpoint of the draft.
func (m *Model) meets() (item int, ok bool) {
	at, ok := m.at()
	return at, ok && m.items[at].State == Differs && !m.items[at].Whole
}

// meeting reports whether any item meets an endpoint of the draft.
func (m *Model) meeting() bool {
	return slices.ContainsFunc(m.items, func(i Item) bool { return i.State == Differs && !i.Whole })
}

// turn picks the item under the cursor, the first time as it is, then each time
// in the next way.
func (m *Model) turn() {
	m.problem = ""
	at, ok := m.meets()
	switch {
	case !ok:
		m.problem = "the draft has no other endpoint there"
	case !m.picked[at]:
		m.picked[at] = true
	default:
		m.ways[at] = (m.ways[at] + 1) % Rename
	}
}

// askPath asks for another path for the item under the cursor.
func (m *Model) askPath() any {
	m.problem = ""
	at, ok := m.meets()
	if !ok {
		m.problem = "only what meets an endpoint of the draft needs another path"
		return nil
	}
	return AskPath{at}
}

// SetPath gives an item another path, and picks it.
func (m *Model) SetPath(item int, path string) {
	if item >= len(m.items) {
		return
	}
	m.picked[item], m.ways[item], m.paths[item] = true, Rename, path
}

// outcome says what is done about the endpoint that an item meets.
func (m *Model) outcome(i int) string {
	item := m.items[i]
	switch {
	case !m.picked[i]:
		return "-> " + item.Endpoint + "  ! the draft has another"
	case m.ways[i] == Merge:
		return "! merged with the draft's " + item.Endpoint
	case m.ways[i] == Backend:
		return "! new backends for the draft's " + item.Endpoint
	case m.ways[i] == Rename:
		return "-> " + m.paths[i] + ", the draft's stays"
	}
	return "! replaces the draft's " + item.Endpoint
}
