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

// showCommitted shows in what the draft differs from the last commit; where the
// draft is broken, that can be taken instead.
func (m *model) showCommitted(c committed) {
	now := m.draft.Doc().Source.Text
	if !m.broken || m.draft.Locked() != "" || c.text == now {
		m.showChanges(m.name()+" since the last commit", c.text)
		return
	}
	m.open(diffview.New(m.theme, "The last commit has", "take it", nil, diffview.Compare(now, c.text), replaceText{label: "take the text of the last commit", text: c.text}), large)
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
