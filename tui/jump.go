package tui

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"github.com/gatewright/gatewright/tui/ui"
)

// jumpLetters label places, those under the strong fingers first.
const jumpLetters = "asdfghjklqwertyuiopzxcvbnm"

// jumping is the mode in which every row that is seen has a label, and typing it
// goes there.
type jumping struct {
	on    bool
	spots []spot
	typed string
}

// spot is a row that can be gone to.
type spot struct {
	pane  pane
	y     int // in the pane
	label string
}

// startJump labels all rows that are seen.
func (m *model) startJump() {
	var spots []spot
	for p := range panes {
		if m.areas[p].width == 0 {
			continue
		}
		for _, y := range m.pane(p).(ui.Rows).Rows() {
			spots = append(spots, spot{pane: p, y: y})
		}
	}
	for i, label := range jumpLabels(len(spots)) {
		spots[i].label = label
	}
	m.jumps = jumping{on: true, spots: spots}
}

// jumpLabels returns n labels of which none is the start of another.
func jumpLabels(n int) []string {
	letters := strings.Split(jumpLetters, "")
	// So many letters begin labels of two that there are enough in all.
	pairs := 0
	for len(letters)-pairs+pairs*len(letters) < n && pairs < len(letters) {
		pairs++
	}
	labels := append([]string(nil), letters[:len(letters)-pairs]...)
	for _, first := range letters[len(letters)-pairs:] {
		for _, second := range letters {
			labels = append(labels, first+second)
		}
	}
	return labels[:min(n, len(labels))]
}

// jumpKey takes a key of a label; any other one ends the mode.
func (m *model) jumpKey(k ui.Key) tea.Cmd {
	j := m.jumps
	typed := j.typed + k.Text
	m.jumps = jumping{}
	if k.Text == "" {
		return nil
	}
	for _, s := range j.spots {
		switch {
		case s.label == typed:
			m.setFocus(s.pane)
			return m.event(m.pane(s.pane).Update(ui.Click{X: 2, Y: s.y}))
		case strings.HasPrefix(s.label, typed):
			m.jumps = jumping{on: true, spots: j.spots, typed: typed}
		}
	}
	return nil
}

// labelled draws the labels over the panes.
func (m *model) labelled(lines []string) []string {
	for _, s := range m.jumps.spots {
		if rest, ok := strings.CutPrefix(s.label, m.jumps.typed); ok {
			a := m.areas[s.pane]
			lines = ui.Over(lines, []string{m.theme.Jump.Render(rest)}, a.x+1, a.y+s.y)
		}
	}
	return lines
}
