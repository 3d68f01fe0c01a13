package intake

import (
	"slices"

	"github.com/gatewright/gatewright/tui/ui"
)

// Join asks for one endpoint that calls all of some operations.
type Join struct{ Items []int }

var keyJoin = ui.Binding{Name: "import.join", Keys: []string{"m"}, Show: "m", Short: "join", Long: "make one endpoint of the operations that are picked and shown, with a backend for each", Group: ui.GroupMany}

// joinable reports whether there are operations enough to be joined.
func (m *Model) joinable() bool {
	n := 0
	for i, item := range m.items {
		if m.can(i) && !item.Whole && !item.Joint {
			n++
		}
	}
	return n > 1
}

// join asks for one endpoint of all that is picked and shown.
func (m *Model) join() any {
	m.problem = ""
	var items []int
	for _, i := range m.shown {
		switch item := m.items[i]; {
		case !m.picked[i] || item.Whole:
		case item.Joint:
			m.problem = item.Endpoint + " is joined already: leave it, or what it joins"
			return nil
		default:
			items = append(items, i)
		}
	}
	if len(items) < 2 {
		m.problem = "pick the operations that one endpoint shall call, two or more"
		return nil
	}
	return Join{items}
}

// Resume goes on where an earlier screen about the same operations was: with what
// was picked there, its filter and its cursor. What became new since is picked.
func (m *Model) Resume(old *Model) {
	at := map[string]int{}
	for i, item := range old.items {
		at[item.key()] = i
	}
	for i, item := range m.items {
		was, ok := at[item.key()]
		switch {
		case !ok || !m.can(i):
		case old.picked[was]:
			m.picked[i] = true
			if item.State == Differs && old.items[was].State == Differs && old.items[was].Endpoint == item.Endpoint {
				m.ways[i], m.paths[i] = old.ways[was], old.paths[was]
			}
		case old.items[was].State == New:
			m.picked[i] = false
		}
	}
	m.filter.SetText(old.filter.Text())
	m.narrow()
	if at, ok := old.at(); ok {
		m.to(slices.IndexFunc(m.items, func(i Item) bool { return i.key() == old.items[at].key() }))
	}
}

// to puts the cursor on an item that the filter shows, and reports whether it does.
func (m *Model) to(item int) bool {
	at := slices.Index(m.shown, item)
	if at >= 0 {
		m.scroll.To(at)
	}
	return at >= 0
}

// key tells the items of one document apart.
func (i *Item) key() string {
	if i.Whole {
		return i.Operation + " " + i.Endpoint
	}
	return i.Operation
}

// Joined picks the endpoint that others were joined to instead of them, and goes
// to it. One of the draft that it meets keeps what it has.
func (m *Model) Joined(item int, of []int) {
	for _, i := range of {
		m.picked[i] = false
	}
	m.picked[item], m.ways[item] = m.can(item), Merge
	if !m.to(item) {
		m.clear()
		m.to(item)
	}
}
