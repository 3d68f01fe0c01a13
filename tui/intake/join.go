package intake

import "github.com/gatewright/gatewright/tui/ui"

// Join asks for one endpoint that calls all of some operations.
type Join struct{ Items []int }

var keyJoin = ui.Binding{Name: "import.join", Keys: []string{"m"}, Show: "m", Short: "join", Long: "make one endpoint of the picked operations, with a backend for each", Group: ui.GroupMany}

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

// join asks for one endpoint of all that is picked.
func (m *Model) join() any {
	m.problem = ""
	var items []int
	for i, picked := range m.picked {
		switch item := m.items[i]; {
		case !picked || item.Whole:
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

// Resume takes over what was picked on an earlier screen about the same
// operations. What became new since then is picked.
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
	m.scroll.To(item)
}
