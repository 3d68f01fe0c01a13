// Package ask is the editor's question with a few answers, each under a key.
package ask

import (
	"slices"

	"github.com/gatewright/gatewright/tui/ui"
)

// Answer is one that the question takes.
type Answer struct {
	Key, Label string
	// Value comes back in Answered.
	Value any
}

// The events of a question.
type (
	// Answered gives the value of the chosen answer.
	Answered struct{ Value any }
	// Cancelled says that the question was left open.
	Cancelled struct{}
)

// Model is a question.
type Model struct {
	theme         *ui.Theme
	width, height int
	title, text   string
	answers       []Answer
	cursor        int
}

// New returns a question. The first answer is the one that Enter gives.
func New(theme *ui.Theme, title, text string, answers ...Answer) *Model {
	return &Model{theme: theme, title: title, text: text, answers: answers}
}

// SetSize gives the question its room, frame included.
func (m *Model) SetSize(width, height int) { m.width, m.height = width, height }

// Lines returns how high the question would like to be at a width.
func (m *Model) Lines(width int) int { return len(ui.Wrap(m.text, width-4)) + len(m.answers) + 5 }

// Typing reports true: only the question's own keys work.
func (m *Model) Typing() bool { return true }

var (
	keyAnswer = ui.Binding{Name: "question.answer", Keys: []string{"enter"}, Show: "enter", Long: "the answer under the cursor", Group: ui.GroupFile}
	keyNext   = ui.Binding{Name: "question.next", Keys: []string{"j", "down", "tab"}, Show: "down", Long: "to the next answer", Group: ui.GroupMove}
	keyPrev   = ui.Binding{Name: "question.previous", Keys: []string{"k", "up", "shift+tab"}, Show: "up", Long: "to the answer before", Group: ui.GroupMove}
	keyBack   = ui.Binding{Name: "question.back", Keys: []string{"esc", "q"}, Show: "esc", Short: "back", Long: "back, nothing done", Group: ui.GroupFile}
)

// Bindings are what the keys of every question do.
func Bindings() []ui.Binding {
	return []ui.Binding{keyAnswer, keyBack, keyNext, keyPrev}
}

// Keys returns the bindings that work now.
func (m *Model) Keys() []ui.Binding {
	var keys []ui.Binding
	for _, a := range m.answers {
		keys = append(keys, ui.Binding{Keys: []string{a.Key}, Show: a.Key, Short: a.Label, Long: a.Label, Group: ui.GroupFile})
	}
	return append(keys, Bindings()...)
}

// Update takes a key or a click.
func (m *Model) Update(msg any) any {
	switch msg := msg.(type) {
	case ui.Click:
		if i := msg.Y - m.first(); i >= 0 && i < len(m.answers) {
			return Answered{m.answers[i].Value}
		}
	case ui.Key:
		if i := slices.IndexFunc(m.answers, func(a Answer) bool { return a.Key == msg.Name }); i >= 0 {
			return Answered{m.answers[i].Value}
		}
		switch {
		case keyBack.Has(msg):
			return Cancelled{}
		case keyAnswer.Has(msg):
			return Answered{m.answers[m.cursor].Value}
		case keyNext.Has(msg):
			m.cursor = min(m.cursor+1, len(m.answers)-1)
		case keyPrev.Has(msg):
			m.cursor = max(m.cursor-1, 0)
		}
	}
	return nil
}

// first is the line of the first answer.
func (m *Model) first() int { return len(ui.Wrap(m.text, m.width-4)) + 3 }

// View draws the question.
func (m *Model) View() []string {
	t := m.theme
	lines := []string{""}
	for _, line := range ui.Wrap(m.text, m.width-4) {
		lines = append(lines, " "+ui.Clean(line))
	}
	lines = append(lines, "")
	for i, a := range m.answers {
		point := "  "
		if i == m.cursor {
			point = " >"
		}
		row := t.Fit(point+"["+a.Key+"] "+a.Label, m.width-2)
		if i == m.cursor {
			row = t.Cursor.Render(row)
		}
		lines = append(lines, row)
	}
	return t.Box(m.title, lines, m.width, m.height, true)
}

// Title returns the question's title.
func (m *Model) Title() string { return m.title }
