package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ui"
)

// chord is a key that may be the first of two, such as the g of "g m": it waits
// for the second. When none comes, or one that makes no pair with it, it is the
// key that it is.
type chord struct {
	first ui.Key // no name where none waits
	seq   int
}

// chordDue says that the first key of chord seq has waited long enough.
type chordDue struct{ seq int }

// chorded takes a key that begins or ends a pair, and reports whether it did.
func (m *model) chorded(k ui.Key) (cmd tea.Cmd, done bool) {
	first := m.chord.first
	m.chord.first = ui.Key{}
	if len(m.overlays) > 0 || m.broken || m.current().Typing() {
		return nil, false
	}
	bindings := m.opts.Keys.shown(m.working())
	if first.Name != "" {
		pair := ui.Key{Name: first.Name + " " + k.Name}
		switch {
		case k.Name == "esc":
			return nil, true
		case bound(bindings, pair):
			return m.press(pair), true
		}
		return tea.Batch(m.press(first), m.key(k)), true
	}
	if len(pairs(bindings, k.Name)) == 0 {
		return nil, false
	}
	m.chord = chord{k, m.chord.seq + 1}
	m.say(strings.Join(pairs(m.keysHere(), k.Name), "   "))
	seq := m.chord.seq
	return m.after(4*m.wait, func() tea.Msg { return chordDue{seq} }), true
}

// alone lets a key that has waited be the key that it is.
func (m *model) alone(due chordDue) tea.Cmd {
	first := m.chord.first
	if due.seq != m.chord.seq || first.Name == "" {
		return nil
	}
	m.chord.first, m.note = ui.Key{}, note{}
	return m.press(first)
}

func bound(bindings []ui.Binding, k ui.Key) bool {
	for _, b := range bindings {
		if b.Has(k) {
			return true
		}
	}
	return false
}

// pairs are the pairs that begin with a key, with what they do.
func pairs(bindings []ui.Binding, first string) []string {
	var texts []string
	for _, b := range bindings {
		for _, k := range b.Keys {
			if second, ok := strings.CutPrefix(k, first+" "); ok && first != "" {
				texts = append(texts, first+" "+second+" "+b.Long)
			}
		}
	}
	return texts
}
