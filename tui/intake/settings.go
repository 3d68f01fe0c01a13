package intake

import (
	"cmp"

	"github.com/gatewright/gatewright/tui/ui"
)

// Settings are what holds for all operations of an import.
type Settings struct {
	// Host is where the backend listens, Prefix what stands before all paths, ""
	// for nothing, Encoding how eagerly answers are decoded.
	Host, Prefix, Encoding string
}

var (
	keyHost = ui.Binding{Name: "import.host", Keys: []string{"h"}, Show: "h", Long: "call another host than that of the document", Group: ui.GroupChange}
	keyMode = ui.Binding{Name: "import.encoding", Keys: []string{"e"}, Show: "e", Long: "how answers are read: smart decodes what the document vouches for, no-op nothing, json all that can be", Group: ui.GroupChange}
)

// Set shows the settings that the operations were made with.
func (m *Model) Set(s Settings) {
	m.settings = s
	m.resize()
}

// above is how many lines stand above the operations.
func (m *Model) above() int {
	n := len(m.head())
	if m.filtering() {
		n++
	}
	return n
}

// head is the line with the settings, none where there are none.
func (m *Model) head() []string {
	s, t := m.settings, m.theme
	if s == (Settings{}) {
		return nil
	}
	setting := func(name, value string, b ui.Binding) string {
		return name + " " + cmp.Or(value, "(none)") + " [" + t.KeyOf(b) + "]"
	}
	text := setting("host", s.Host, keyHost) + "   " + setting("prefix", s.Prefix, keyStem) + "   " + setting("encoding", s.Encoding, keyMode)
	return []string{t.Title.Render(t.Fit(" "+t.Cut(ui.Clean(t.Private(text)), m.width-4), m.width-2))}
}

// answers is how wide the column with what backends answer is, behind one for
// operations: 0 where that would leave too little for the rest.
func (m *Model) answers(operations int) int {
	const rest, most = 60, 26
	wide := 0
	for _, item := range m.items {
		wide = max(wide, ui.Width(ui.Clean(item.Answer)))
	}
	if wide = min(wide, most); m.width-operations-wide < rest {
		return 0
	}
	return wide
}
