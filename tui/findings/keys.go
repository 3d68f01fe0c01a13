package findings

import (
	"slices"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

var (
	keyJump    = ui.Binding{Name: "findings.jump", Keys: []string{"enter", "l", "right"}, Show: "enter", Short: "go to field", Long: "go to the field", Group: ui.GroupCheck}
	keyFix     = ui.Binding{Name: "findings.fix", Keys: []string{"f"}, Show: "f", Short: "fix", Long: "apply the fix of the finding; of all marked ones after showing the diff", Group: ui.GroupCheck, Changes: true}
	keyFixAll  = ui.Binding{Name: "findings.fix-all", Keys: []string{"F"}, Show: "F", Short: "fix all safe", Long: "apply all safe fixes, the diff first", Group: ui.GroupCheck, Changes: true}
	keyProve   = ui.Binding{Name: "findings.try", Keys: []string{"t"}, Show: "t", Short: "prove", Long: "prove it: send a request to the endpoint, with the documents answering for the backends", Group: ui.GroupCheck}
	keyExplain = ui.Binding{Name: "findings.explain", Keys: []string{"e"}, Show: "e", Short: "explain", Long: "the page of the rule", Group: ui.GroupCheck}
	keyIgnore  = ui.Binding{Name: "findings.ignore", Keys: []string{"i"}, Show: "i", Short: "ignore", Long: "pass over the finding, or all marked ones, with a reason", Group: ui.GroupCheck, Changes: true}
	keyBack    = ui.Binding{Name: "findings.back", Keys: []string{"esc", "h", "left"}, Show: "esc", Short: "back", Long: "back to the list; esc first clears the filter, then the marks", Group: ui.GroupMove}
	keySort    = ui.Binding{Name: "findings.sort", Keys: []string{"s"}, Show: "s", Long: "order them by severity, place or rule, or those of the endpoint first", Group: ui.GroupFind}
	keyFilter  = ui.Binding{Name: "findings.filter", Keys: []string{"/"}, Show: "/", Short: "filter", Long: "filter: words, is:error is:fixable rule:timeout host:users enc:no-op m:get, ! for not", Group: ui.GroupFind}
	keyMark    = ui.Binding{Name: "findings.mark", Keys: []string{"space"}, Show: "space", Short: "mark", Long: "mark the finding", Group: ui.GroupMany}
	keyRange   = ui.Binding{Name: "findings.mark-range", Keys: []string{"V"}, Show: "V", Long: "mark a range: from here to where V or space ends it; esc gives it up", Group: ui.GroupMany}
	keyMarkAll = ui.Binding{Name: "findings.mark-all", Keys: []string{"*"}, Show: "*", Long: "mark all that the filter shows, or none", Group: ui.GroupMany}
	keyKeep    = ui.Binding{Name: "findings.filter-keep", InText: true, Keys: []string{"enter"}, Show: "enter", Short: "keep the filter", Long: "keep the filter", Group: ui.GroupFind}
	keyClear   = ui.Binding{Name: "findings.filter-clear", InText: true, Keys: []string{"esc"}, Show: "esc", Short: "clear it", Long: "clear the filter", Group: ui.GroupFind}
)

// Bindings are all that the pane's keys do.
func Bindings() []ui.Binding {
	return []ui.Binding{keyJump, keyFix, keyFixAll, keyExplain, keyIgnore, keyProve, keyFilter, keyMark, keyRange, keyMarkAll, keySort, keyBack}
}

// Filtering are the bindings that work while the filter is typed.
func Filtering() []ui.Binding { return []ui.Binding{keyKeep, keyClear} }

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	if m.typing {
		return Filtering()
	}
	if m.looking != "" {
		return append(looking(), ui.Moves()...)
	}
	return append(Bindings(), ui.Moves()...)
}

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		top := 1 + len(m.head())
		line := top
		for at := m.top; at < len(m.order); at++ {
			if line += len(m.lines(at)); click.Y < line && click.Y >= top {
				m.cursor = at
				m.reveal()
				return nil
			}
		}
		return nil
	}
	k, isKey := msg.(ui.Key)
	if isKey && m.typing {
		m.typed(k)
		return nil
	}
	s := ui.Scroll{Cursor: m.cursor, Len: len(m.order), Height: max(m.height/3, 1)}
	if s.Move(msg) {
		m.cursor = s.Cursor
		m.reveal()
		return nil
	}
	if !isKey {
		return nil
	}
	if m.looking != "" && !slices.ContainsFunc(looking(), func(b ui.Binding) bool { return b.Has(k) }) {
		return nil
	}
	if m.ranging() && m.rangeKey(k) {
		return nil
	}
	switch {
	case keyBack.Has(k) && k.Name == "esc" && m.filter.Text() != "":
		m.setFilter("")
	case keyBack.Has(k) && k.Name == "esc" && len(m.marked) > 0:
		m.Unmark()
	case keyBack.Has(k):
		return Back{}
	case keyFixAll.Has(k):
		return FixAll{}
	case keyFilter.Has(k):
		m.typing = true
		m.reveal()
	case keySort.Has(k):
		m.sort()
	case keyMark.Has(k):
		m.mark()
	case keyRange.Has(k):
		m.startRange()
	case keyMarkAll.Has(k):
		m.markAll()
	default:
		return m.step(k)
	}
	return nil
}

// sort goes on to the next order; the cursor stays on its finding.
func (m *Model) sort() {
	if len(m.order) == 0 {
		return
	}
	at := m.order[m.cursor]
	m.by = (m.by + 1) % orderings
	m.arrange()
	m.show(at)
	m.reveal()
}

// step asks for what a key does with the finding under the cursor, or with all
// marked ones.
func (m *Model) step(k ui.Key) any {
	f, ok := m.Current()
	if marked := m.Marked(); len(marked) > 0 {
		switch {
		case keyFix.Has(k):
			return FixMany{marked}
		case keyIgnore.Has(k):
			return Ignore{marked}
		}
	}
	if !ok {
		return nil
	}
	switch {
	case keyJump.Has(k):
		return Jump{f}
	case keyExplain.Has(k):
		return Explain{f}
	case keyProve.Has(k):
		return Prove{f}
	case keyIgnore.Has(k):
		return Ignore{[]diag.Finding{f}}
	case keyFix.Has(k) && len(f.Fixes) == 0:
		return Mend{f}
	case keyFix.Has(k):
		return Fix{f, f.Fixes[0]}
	}
	return nil
}
