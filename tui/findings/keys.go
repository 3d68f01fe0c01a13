package findings

import "github.com/gatewright/gatewright/tui/ui"

var (
	keyJump    = ui.Binding{Name: "findings.jump", Keys: []string{"enter", "l", "right"}, Show: "enter", Short: "go to field", Long: "go to the field", Group: ui.GroupCheck}
	keyFix     = ui.Binding{Name: "findings.fix", Keys: []string{"f"}, Show: "f", Short: "fix", Long: "apply the fix of the finding", Group: ui.GroupCheck, Changes: true}
	keyFixAll  = ui.Binding{Name: "findings.fix-all", Keys: []string{"F"}, Show: "F", Short: "fix all safe", Long: "apply all safe fixes, the diff first", Group: ui.GroupCheck, Changes: true}
	keyExplain = ui.Binding{Name: "findings.explain", Keys: []string{"e"}, Show: "e", Short: "explain", Long: "the page of the rule", Group: ui.GroupCheck}
	keyIgnore  = ui.Binding{Name: "findings.ignore", Keys: []string{"i"}, Show: "i", Short: "ignore", Long: "pass over the finding, with a reason", Group: ui.GroupCheck, Changes: true}
	keyBack    = ui.Binding{Name: "findings.back", Keys: []string{"esc", "h", "left"}, Show: "esc", Short: "back", Long: "back to the list", Group: ui.GroupMove}
)

// Bindings are all that the pane's keys do.
func Bindings() []ui.Binding {
	return []ui.Binding{keyJump, keyFix, keyFixAll, keyExplain, keyIgnore, keyBack}
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding { return append(Bindings(), ui.Moves()...) }

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	if click, ok := msg.(ui.Click); ok {
		line := 1 + len(m.notes())
		for at := m.top; at < len(m.order); at++ {
			if line += len(m.lines(at)); click.Y < line && click.Y >= 1+len(m.notes()) {
				m.cursor = at
				m.reveal()
				return nil
			}
		}
		return nil
	}
	s := ui.Scroll{Cursor: m.cursor, Len: len(m.order), Height: max(m.height/3, 1)}
	if s.Move(msg) {
		m.cursor = s.Cursor
		m.reveal()
		return nil
	}
	k, ok := msg.(ui.Key)
	if !ok {
		return nil
	}
	if keyBack.Has(k) {
		return Back{}
	}
	if keyFixAll.Has(k) {
		return FixAll{}
	}
	f, ok := m.Current()
	if !ok {
		return nil
	}
	switch {
	case keyJump.Has(k):
		return Jump{f}
	case keyExplain.Has(k):
		return Explain{f}
	case keyIgnore.Has(k):
		return Ignore{f}
	case keyFix.Has(k) && len(f.Fixes) == 0:
		return Mend{f}
	case keyFix.Has(k):
		return Fix{f, f.Fixes[0]}
	}
	return nil
}
