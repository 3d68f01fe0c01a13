package tui

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/ui"
)

// The smallest terminal, the widths from which two and three panes fit, and the
// height from which a terminal with room for one has them above each other.
const (
	minWidth, minHeight = 60, 16
	twoPanes            = 100
	threePanes          = 120
	stacked             = 46
	// strip is how high the findings are below the other panes, and withStrip
	// the height of a terminal that has room for that.
	strip, withStrip = 5, 20
	// wide and high are from where the text of what is chosen fits below the
	// findings.
	wide, high = 160, 40
	// widest is from where more width is of no use to the fields: the findings
	// get it.
	widest = 102
)

// area is a part of the screen; one without width is not shown.
type area struct{ x, y, width, height int }

func (a area) holds(x, y int) bool {
	return x >= a.x && x < a.x+a.width && y >= a.y && y < a.y+a.height
}

// overlay is a dialog over the panes.
type overlay struct {
	ui.Component
	size size
	area area
}

// size is how much of the screen a dialog takes.
type size uint8

const (
	small size = iota
	large
	full
)

func (m *model) tooSmall() bool { return m.width < minWidth || m.height < minHeight }

// layout gives every pane and dialog its room.
func (m *model) layout() {
	m.areas, m.under = [panes]area{}, area{}
	if m.tooSmall() {
		return
	}
	body := area{0, 1, m.width, m.height - 2}
	switch {
	case m.broken:
		m.repair.SetSize(body.width, body.height)
	case m.zoom:
		m.areas[m.focus] = body
	case m.width >= threePanes:
		left := min(max(m.width*28/100, 36), 60)
		right := max(min(max(m.width*30/100, 38), 70), m.width-left-widest)
		left, right = m.biased(left, right, m.width, cellsOfStep, 24)
		m.areas[paneList] = area{0, body.y, left, body.height}
		m.areas[paneDetail] = area{left, body.y, m.width - left - right, body.height}
		m.areas[paneFindings] = area{m.width - right, body.y, right, body.height}
		if m.roomForExcerpt() && !m.excerptOff {
			m.putExcerpt()
		}
	case m.width <= 84 && m.height >= stacked:
		top, bottom := m.biased(body.height*35/100, body.height*25/100, body.height, linesOfStep, 6)
		m.areas[paneList] = area{0, body.y, m.width, top}
		m.areas[paneDetail] = area{0, body.y + top, m.width, body.height - top - bottom}
		m.areas[paneFindings] = area{0, body.y + body.height - bottom, m.width, bottom}
	default:
		m.narrow(body)
	}
	for p := range panes {
		if a := m.areas[p]; a.width > 0 {
			m.pane(p).SetSize(a.width, a.height)
		}
	}
	if m.jumps.on {
		m.startJump()
	}
	for i := range m.overlays {
		o := &m.overlays[i]
		o.area = m.room(*o)
		o.SetSize(o.area.width, o.area.height)
	}
}

// The cells and lines by which a pane gets bigger in a step.
const cellsOfStep, linesOfStep = 4, 2

// biased are the sizes of the first and the last of three panes in a row of some
// size, after what the user has made bigger; none of the three is under a least
// size.
func (m *model) biased(first, last, all, step, least int) (int, int) {
	half := step * m.bias[paneDetail] / 2
	first += step*m.bias[paneList] - half
	last += step*m.bias[paneFindings] - half
	first = max(least, min(first, all-2*least))
	last = max(least, min(last, all-first-least))
	return first, last
}

// widen makes the pane with the focus bigger, or smaller.
func (m *model) widen(by int) {
	before := m.areas
	m.bias[m.focus] += by
	if m.layout(); m.areas == before {
		m.bias[m.focus] -= by
		m.layout()
		m.say("the pane cannot have another size here")
	}
}

// narrow lays out a terminal without room for three panes beside each other: two
// of them or one, and below them the findings where they are not one of these.
func (m *model) narrow(body area) {
	if m.right != paneFindings && m.focus != paneFindings && m.height >= withStrip {
		body.height -= strip
		m.areas[paneFindings] = area{0, body.y + body.height, m.width, strip}
	}
	if m.width < twoPanes {
		m.areas[m.focus] = body
		return
	}
	left := min(max(m.width*2/5, 30), 40)
	left = max(24, min(left+cellsOfStep*(m.bias[paneList]-m.bias[m.right]), m.width-28))
	m.areas[paneList] = area{0, body.y, left, body.height}
	m.areas[m.right] = area{left, body.y, m.width - left, body.height}
}

// room is where a dialog stands.
func (m *model) room(o overlay) area {
	height := m.height - 2
	switch o.size {
	case full:
		return area{0, 1, m.width, height}
	case large:
		w, h := min(m.width-4, 120), height-2
		return area{(m.width - w) / 2, 2, w, h}
	}
	w, h := min(m.width-4, 78), min(height-2, 18)
	if s, ok := o.Component.(ui.Sized); ok {
		h = min(height-2, s.Lines(w))
	}
	return area{(m.width - w) / 2, 1 + (height-h)/2, w, h}
}

func (m *model) open(c ui.Component, s size) {
	m.note = note{} // the last line is for the keys of the dialog
	m.overlays = append(m.overlays, overlay{Component: c, size: s})
	m.layout()
}

// shut closes the dialog on top.
func (m *model) shut() {
	if n := len(m.overlays); n > 0 {
		m.overlays = m.overlays[:n-1]
	}
}

func (m *model) top() overlay { return m.overlays[len(m.overlays)-1] }

// View draws the screen: exactly as many lines as the terminal is high, none
// wider than it is.
func (m *model) View() string {
	if m.width <= 0 || m.height <= 0 {
		return ""
	}
	if m.tooSmall() {
		return m.sizeNotice()
	}
	lines := append([]string{m.titleBar()}, m.body()...)
	lines = m.labelled(append(lines, m.statusBar()))
	for _, o := range m.overlays {
		lines = ui.Over(lines, o.View(), o.area.x, o.area.y)
	}
	return strings.Join(m.noted(lines), "\n")
}

func (m *model) sizeNotice() string {
	text := fmt.Sprintf("the terminal has %dx%d cells, the editor needs %dx%d; nothing is lost, %s quits", m.width, m.height, minWidth, minHeight, m.theme.KeyOf(keyQuit))
	return strings.Join(m.theme.Block(ui.Wrap(text, m.width), m.width, m.height), "\n")
}

func (m *model) body() []string {
	if m.broken {
		return m.repair.View()
	}
	lines := make([]string, m.height-2)
	for p := range panes {
		if a := m.areas[p]; a.width > 0 {
			for i, line := range m.pane(p).View() {
				lines[a.y-1+i] += line
			}
		}
	}
	if m.under.width > 0 {
		m.excerpt.Show(m.draft.Doc(), m.placeHere())
		for i, line := range m.excerpt.View() {
			lines[m.under.y-1+i] += line
		}
	}
	return lines
}

// titleBar tells the file, whether it is saved, and what was found.
func (m *model) titleBar() string {
	t, d := m.theme, m.draft
	name := m.opts.Path
	if m.width < threePanes {
		name = filepath.Base(name)
	}
	state := ""
	if d.Dirty() {
		state = " *"
		if n := len(d.Unsaved()); n > 0 {
			state += fmt.Sprint(n)
		}
		if !m.saving.exists {
			state += " [new]"
		}
	}
	if d.Locked() != "" || m.opts.refused != "" {
		state += " [read only]"
	}
	if m.saving.theirs {
		state += " [changed on disk"
		if m.width >= threePanes {
			state += " " + m.sinceChanged()
		}
		state += "]"
	}
	counts := [3]int{}
	for _, f := range m.found {
		counts[min(int(f.Severity), 2)]++
	}
	left := " gatewright  "
	if m.width < 100 {
		left = " "
	}
	right := fmt.Sprintf("E%d W%d I%d ", counts[diag.Error], counts[diag.Warning], counts[diag.Info])
	if n := len(d.Past()); n > 0 && m.width >= 100 {
		right = fmt.Sprintf("undo %d  ", n) + right
	}
	if m.check.running() {
		right = "checking  " + right
	}
	left += t.CutMiddle(ui.Clean(name), max(m.width-len(left)-len(state)-len(right)-2, 16)) + state
	return t.Bar.Render(t.Fit(t.Fit(left, m.width-len(right)-1)+" "+right, m.width))
}

// statusBar shows what was said last, else the keys that work here.
func (m *model) statusBar() string {
	t := m.theme
	if m.jumps.on {
		return t.Fit(" "+t.Key.Render("a-z")+" go to the row with the letter   "+t.Key.Render("esc")+" stay", m.width)
	}
	if m.note.text != "" {
		return m.note.style.Render(t.Fit(" "+t.CutMiddle(ui.Clean(m.note.text), m.width-1), m.width))
	}
	var tail []ui.Binding
	if len(m.overlays) == 0 && !m.current().Typing() {
		tail = m.opts.Keys.shown([]ui.Binding{keyHelp, keyQuit}) // seen in any case
	}
	if len(m.overlays) > 0 {
		for _, b := range m.top().Keys() {
			if b.Short != "" && slices.Contains(b.Keys, "esc") {
				tail = append(tail, b)
			}
		}
		if !m.helping() {
			tail = append(tail, keyDialog)
		}
		tail = m.opts.Keys.shown(tail)
	}
	end := m.hints(tail, m.width)
	var keys []ui.Binding
	for _, b := range m.keysHere() {
		if b.Short != "" && !slices.ContainsFunc(tail, func(t ui.Binding) bool { return t.Show == b.Show }) {
			keys = append(keys, b)
		}
	}
	line := m.hints(keys, m.width-ui.Width(end))
	return t.Fit(line+end, m.width)
}

// noted puts a message that is longer than the last line over those above it.
func (m *model) noted(lines []string) []string {
	if m.jumps.on || ui.Width(ui.Clean(m.note.text)) < m.width {
		return lines
	}
	wrapped := ui.Wrap(ui.Clean(m.note.text), m.width-2)
	wrapped = wrapped[:min(len(wrapped), 5)]
	for i, line := range wrapped {
		lines[len(lines)-len(wrapped)+i] = m.note.style.Render(m.theme.Fit(" "+line, m.width))
	}
	return lines
}

// hints writes keys with what they do, as many as fit a width.
func (m *model) hints(keys []ui.Binding, width int) string {
	line, used := "", 0
	for _, b := range keys {
		w := ui.Width(b.Show) + ui.Width(b.Short) + 3
		if used+w > width {
			break
		}
		used += w
		line += " " + m.theme.Key.Render(b.Show) + " " + b.Short + " "
	}
	return line
}

// keysHere returns the bindings that work now, the most particular first; of the
// editor's own those alone that have a key left which the pane does not use.
func (m *model) keysHere() []ui.Binding {
	keys := m.actionsHere()
	if len(m.overlays) > 0 || m.current().Typing() {
		return keys
	}
	n := len(offered(m.current().Keys(), m.draft.Locked() != ""))
	pane, here := keys[:n], slices.Clone(keys[:n])
	for _, b := range keys[n:] {
		if slices.ContainsFunc(b.Keys, func(k string) bool { return !bound(pane, ui.Key{Name: k}) }) {
			here = append(here, b)
		}
	}
	return here
}

// actionsHere returns the bindings whose actions can be done now.
func (m *model) actionsHere() []ui.Binding {
	if len(m.overlays) > 0 {
		return m.opts.Keys.shown(m.top().Keys())
	}
	keys := m.current().Keys()
	if !m.current().Typing() {
		keys = append(keys, m.globals()...)
	}
	return m.opts.Keys.shown(offered(keys, m.draft.Locked() != ""))
}

// globals are the editor's own keys, as far as they do something.
func (m *model) globals() []ui.Binding {
	var keys []ui.Binding
	for _, b := range globals() {
		if m.broken && b.Name != keyGit.Name && (b.Group == ui.GroupCheck || b.Group == ui.GroupMove || b.Show == keyZoom.Show || b.Show == keyRoutes.Show || b.Show == keyJSON.Show) {
			continue
		}
		if b.Name == keySave.Name && m.opts.SaveAtOnce {
			b.Long = "save; the diff first where the draft has more errors than the file"
		}
		if b.Name == keyExcerpt.Name && !m.roomForExcerpt() {
			continue
		}
		if m.broken && slices.Contains([]string{keySource.Name, keyBigger.Name, keySmaller.Name}, b.Name) {
			continue
		}
		if b.Show == keyImport.Show && (m.opts.Load == nil || m.broken) {
			continue
		}
		if b.Name == keyGit.Name && m.opts.Committed == nil {
			continue
		}
		if b.Show == keyTry.Show && m.opts.Send == nil || b.Show == keyEditor.Show && len(m.opts.Editor) == 0 {
			continue
		}
		keys = append(keys, b)
	}
	return keys
}
