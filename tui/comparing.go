package tui

import (
	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/diffview"
)

// committed is what the last commit has of the file.
type committed struct{ text string }

// compare asks for what the last commit has of the file.
func (m *model) compare() tea.Cmd {
	ctx, read := m.ctx, m.opts.Committed
	return m.ofThis(func() tea.Msg {
		text, err := read(ctx)
		if err != nil {
			return failed{err}
		}
		return committed{text}
	})
}

// showDiff shows what the draft changes in the file.
func (m *model) showDiff() { m.showChanges("Draft against "+m.name(), m.draft.Disk()) }

// showChanges shows in what the draft differs from a text, and leaves it so.
func (m *model) showChanges(title, before string) {
	lines := diffview.Compare(before, m.draft.Doc().Source.Text)
	if len(lines) == 0 {
		m.say("nothing differs")
		return
	}
	m.open(diffview.New(m.theme, title, "close", nil, lines, nil), large)
}
