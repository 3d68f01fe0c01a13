package findings

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/tui/ui"
)

// ranging reports whether a range of marks has begun. One whose first finding is
// not shown any more is over.
func (m *Model) ranging() bool { return m.from != "" && m.start() >= 0 }

// start returns where the range begins in the order, -1 for nowhere. Every line that
// is drawn asks: it is sought where it was before.
func (m *Model) start() int {
	if m.began < len(m.order) && fingerprint(m.all[m.order[m.began]]) == m.from {
		return m.began
	}
	for at, i := range m.order {
		if fingerprint(m.all[i]) == m.from {
			m.began = at
			return at
		}
	}
	return -1
}

func (m *Model) startRange() {
	m.from = ""
	if f, ok := m.Current(); ok {
		m.from, m.began = fingerprint(f), m.cursor
	}
}

// rangeKey takes the keys that end a range: with it marked, or given up. What is
// done to marked ones is done to it, too.
func (m *Model) rangeKey(k ui.Key) (done bool) {
	switch {
	case keyRange.Has(k), keyMark.Has(k):
		m.markRange()
		return true
	case keyBack.Has(k) && k.Name == "esc":
		m.from = ""
		return true
	case keyFix.Has(k), keyIgnore.Has(k):
		m.markRange()
	}
	return false
}

// markRange marks all from where the range began to the cursor.
func (m *Model) markRange() {
	from, to := m.start(), m.cursor
	m.from = ""
	if from < 0 {
		return
	}
	for _, i := range m.order[min(from, to) : max(from, to)+1] {
		m.marked[fingerprint(m.all[i])] = true
	}
}

// inRange reports whether a line would be marked when the range ended here.
func (m *Model) inRange(at int) bool {
	if m.from == "" {
		return false
	}
	from := m.start()
	return from >= 0 && min(from, m.cursor) <= at && at <= max(from, m.cursor)
}

// summary says what can be done about all marked findings, "" where none is or
// the pane is too low to say it.
func (m *Model) summary() string {
	if m.height < 8 {
		return ""
	}
	if m.ranging() {
		size := max(m.start(), m.cursor) - min(m.start(), m.cursor) + 1
		return fmt.Sprintf("range of %d: %s marks, esc gives up", size, m.theme.KeyOf(keyRange))
	}
	marked := m.Marked()
	if len(marked) == 0 {
		return ""
	}
	safe, choice, none := 0, 0, 0
	for _, f := range marked {
		switch {
		case len(f.Fixes) == 0:
			none++
		case f.Fixes[0].Safe:
			safe++
		default:
			choice++
		}
	}
	var parts []string
	for _, part := range []struct {
		n         int
		one, many string
	}{{safe, "safe fix", "safe fixes"}, {choice, "needs a choice", "need a choice"}, {none, "has no fix", "have no fix"}} {
		switch {
		case part.n == 1:
			parts = append(parts, "1 "+part.one)
		case part.n > 1:
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.many))
		}
	}
	return fmt.Sprintf("marked %d: %s", len(marked), strings.Join(parts, ", "))
}

// Look makes the list one for a dialog: of all findings, the gravest first, to be
// read and gone from. It changes nothing.
func (m *Model) Look(title string) {
	m.looking, m.by, m.focus = title, bySeverity, true
	m.arrange()
}

// looking are the bindings of a list that changes nothing.
func looking() []ui.Binding {
	return []ui.Binding{keyJump, keyExplain, keyFilter, keySort, keyBack}
}
