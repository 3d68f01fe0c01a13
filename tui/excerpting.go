package tui

import "fmt"

// roomForExcerpt reports whether the text of what is chosen fits below the
// findings.
func (m *model) roomForExcerpt() bool {
	return m.width >= wide && m.height >= high && !m.zoom && !m.broken
}

// putExcerpt gives the lower half of the findings to the text of what is chosen.
func (m *model) putExcerpt() {
	a := m.areas[paneFindings]
	below := a.height / 2
	m.areas[paneFindings].height -= below
	m.under = area{a.x, a.y + a.height - below, a.width, below}
	m.excerpt.SetSize(a.width, below)
}

// toggleExcerpt shows the text of what is chosen below the findings, or gives
// them its room.
func (m *model) toggleExcerpt() {
	if !m.roomForExcerpt() {
		m.say(fmt.Sprintf("the text of what is chosen fits below the findings from %dx%d; %s shows it on a page", wide, high, m.theme.KeyOf(keyJSON)))
		return
	}
	m.excerptOff = !m.excerptOff
	m.layout()
}

// placeHere is the place in the draft that the cursor is on.
func (m *model) placeHere() string {
	if f, ok := m.findings.Current(); ok && m.focus == paneFindings {
		return f.Pointer
	}
	if at, ok := m.endpoint(m.list.Index()); ok && m.focus == paneList {
		return at.Endpoint.Pointer
	}
	return m.detail.Pointer()
}
