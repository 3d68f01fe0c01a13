package try

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/ui"
)

// answerPane is the client's answer or that of one backend.
type answerPane struct {
	title               string
	bad                 bool
	diff                bool     // text is a diff
	text                []string // not wrapped
	laid                int      // how much of text is in lines
	lines               []string
	style               []ui.Style // of the lines
	wrapped             int        // the width that lines are broken to
	revealed            bool       // what lines were made with
	x, y, width, height int
}

// formWindow returns which field is the first one seen, and how high the form
// is, frame included.
func (m *Model) formWindow() (first, height int) {
	rows := min(max(len(m.fields), 1), max(m.height/3-2, 1))
	if m.at < len(m.fields) {
		first = max(0, m.at-rows+1)
	}
	return first, rows + 2
}

// arrange lays the answers out: side by side where each has some width, else
// the one with the focus alone.
func (m *Model) arrange() {
	m.at = min(m.at, max(len(m.fields)+len(m.panes)-1, 0))
	_, top := m.formWindow()
	height := m.height - top
	n := len(m.panes)
	if n == 0 {
		m.scroll = nil
		return
	}
	if len(m.scroll) != n {
		m.scroll = make([]ui.Scroll, n)
	}
	const least = 32
	fit := max(1, min(n, m.width/least))
	focus := max(m.at-len(m.fields), 0)
	first := min(max(0, focus-fit+1), n-fit)
	for i := range m.panes {
		p := &m.panes[i]
		p.x, p.y, p.width, p.height = 0, 0, 0, 0
		if i >= first && i < first+fit {
			p.width = m.width / fit
			p.x = (i - first) * p.width
			if i == first+fit-1 {
				p.width = m.width - p.x
			}
			p.y, p.height = top, height
		}
		if p.width > 0 {
			p.wrap(m.theme, max(p.width-4, 8))
			m.reach(i, m.scroll[i].Top+ahead)
			m.scroll[i].Height = max(height-2, 1)
			m.scroll[i].Top = max(0, min(m.scroll[i].Top, m.scroll[i].Len-m.scroll[i].Height))
		}
	}
}

// ahead is how many lines below the first one that is seen are broken.
const ahead = 2000

// reach has some lines of an answer broken.
func (m *Model) reach(pane, lines int) {
	m.panes[pane].lay(m.theme, lines)
	m.scroll[pane].Len = len(m.panes[pane].lines)
}

// wrap has the text broken to a width from now on.
func (p *answerPane) wrap(t *ui.Theme, width int) {
	if p.wrapped != width || p.revealed != t.Reveal {
		p.wrapped, p.revealed, p.laid, p.lines, p.style = width, t.Reveal, 0, nil, nil
	}
}

// lay breaks the text until there are some lines: of a long body few are ever
// looked at.
func (p *answerPane) lay(t *ui.Theme, lines int) {
	for ; p.laid < len(p.text) && len(p.lines) < lines; p.laid++ {
		line := p.text[p.laid]
		style := ui.Style{}
		switch {
		case p.diff && strings.HasPrefix(line, "+ "):
			style = t.Added
		case p.diff && strings.HasPrefix(line, "- "):
			style = t.Removed
		case strings.HasPrefix(line, "! "):
			style = t.Error
		}
		for _, part := range ui.Wrap(ui.CleanLine(t.Private(line)), p.wrapped) {
			p.lines, p.style = append(p.lines, part), append(p.style, style)
		}
	}
}

// toldLines is how many lines of one answer are told.
const toldLines = 1000

// Text tells the answer in lines: what the client gets, then each call. Of a long
// body the start is told.
func (a *Answer) Text(headers bool) []string {
	var lines []string
	for _, p := range a.panes(headers, false, "it is there as long as the editor runs") {
		lines = append(append(lines, p.title), p.text[:min(len(p.text), toldLines)]...)
		if more := len(p.text) - toldLines; more > 0 {
			lines = append(lines, fmt.Sprintf("(%d more lines)", more))
		}
	}
	return lines
}

// results are the panes of the answer: the client's first.
func (m *Model) results() []answerPane {
	switch {
	case m.answer == nil:
		return nil
	case m.comparing && m.last != nil:
		return m.sent.changes(*m.last, m.raw)
	}
	t := m.theme
	panes := m.answer.panes(m.headers, m.raw, fmt.Sprintf("[%s] opens it, [%s] copies its name and keeps it", t.KeyOf(keyOpen), t.KeyOf(keyBody)))
	if m.lacks() {
		text := panes[0].text
		for i := len(text) - 1; i >= 0; i-- {
			if strings.HasPrefix(text[i], nothingOf) {
				panes[0].text = slices.Insert(text, i+1, "  ["+t.KeyOf(keyStatic)+"] adds static data in its stead")
				break
			}
		}
	}
	return panes
}

// body is the body in the pane with the cursor, else that of the client.
func (m *Model) body() (text string, file *File) {
	// A backend that is not called any more has a pane only while comparing.
	pane := min(max(m.at-len(m.fields), 0), len(m.answer.Calls))
	if pane == 0 {
		return string(m.answer.Body), m.answer.File
	}
	return m.answer.Calls[pane-1].Body, m.answer.Calls[pane-1].File
}

// bodyName is a name for a file with a body, by which programs know what it is.
func bodyName(r Request, text string) string {
	name := strings.Trim(strings.Map(func(c rune) rune {
		if c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' {
			return c
		}
		return '-'
	}, r.Path), "-")
	if text = strings.TrimSpace(text); strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		return cmp.Or(name, "answer") + ".json"
	}
	return cmp.Or(name, "answer") + ".txt"
}

// panes are the client's answer and those of the backends; hint says what to do with
// the file of a body that is cut.
func (a *Answer) panes(headers, raw bool, hint string) []answerPane {
	merged := answerPane{
		title: fmt.Sprintf("Client  %s  %s", status(a.Status), rounded(a.Duration)),
		bad:   a.Status >= 400,
	}
	if a.Incomplete() {
		merged.title += "  incomplete"
	}
	if a.Note != "" {
		merged.text = append(merged.text, "! "+a.Note, "")
	}
	// Above the body, which may be long.
	if notes := a.differences(); len(notes) > 0 {
		merged.text = append(append(merged.text, notes...), "")
	}
	if headers {
		merged.text = append(headerLines(merged.text, "", a.Header), "")
	}
	merged.text = append(merged.text, a.File.cut(len(a.Body), a.Size, hint)...)
	merged.text = append(merged.text, shown(a.Body, a.Size, a.Header, raw)...)
	panes := []answerPane{merged}
	for _, c := range a.Calls {
		p := answerPane{
			title: fmt.Sprintf("Backend %d  %s  %s  %s", c.Backend, status(c.Status), rounded(c.Duration), size(c.Size)),
			bad:   c.Err != "" || c.Status >= 400 || c.Status == 0,
			text:  []string{c.Method + " " + c.URL},
		}
		if c.Redirected != "" {
			p.text = append(p.text, "redirected to "+c.Redirected)
		}
		if c.Err != "" {
			p.text = append(p.text, "! "+c.Err)
			if c.Rule != "" {
				p.text = append(p.text, "  lint tells of it: "+c.Rule)
			}
		}
		if headers {
			p.text = headerLines(p.text, "> ", c.Sent)
			p.text = headerLines(p.text, "< ", c.Header)
		}
		p.text = append(p.text, c.File.cut(len(c.Body), c.Size, hint)...)
		p.text = append(append(p.text, ""), shown([]byte(c.Body), c.Size, c.Header, raw)...)
		panes = append(panes, p)
	}
	return panes
}

// headerLines adds the headers to lines, sorted by name, each with a sign before
// it that says which way it went.
func headerLines(lines []string, sign string, h http.Header) []string {
	for _, name := range slices.Sorted(maps.Keys(h)) {
		for _, v := range h[name] {
			lines = append(lines, sign+name+": "+v)
		}
	}
	return lines
}

func status(code int) string {
	if code == 0 {
		return "no answer"
	}
	return fmt.Sprint(code)
}

func rounded(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return d.Round(10 * time.Microsecond).String()
	case d < time.Second:
		return d.Round(time.Millisecond).String()
	}
	return d.Round(10 * time.Millisecond).String()
}

func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

// View draws the screen.
func (m *Model) View() []string {
	t := m.theme
	first, top := m.formWindow()
	var rows []string
	wide := 0
	for _, f := range m.fields {
		wide = max(wide, min(ui.Width(f.label), 24))
	}
	for i := first; i < len(m.fields) && len(rows) < top-2; i++ {
		f := m.fields[i]
		label := "  " + t.Fit(ui.Clean(f.label), wide) + "  "
		room := m.width - 4 - ui.Width(label)
		if i == m.at {
			rows = append(rows, t.Key.Render(" >"+label[2:])+f.input.View(t, room))
			continue
		}
		value := f.input.Text()
		if _, name, _ := strings.Cut(f.label, " "); !t.Reveal && secret.Holds(name, value) {
			value = secret.Mask
		}
		value = t.Private(value)
		rows = append(rows, label+t.Value.Render(t.Cut(ui.Clean(value), room)))
	}
	if len(m.fields) == 0 {
		rows = append(rows, t.Dim.Render(" nothing to fill in: "+t.KeyOf(keyEnter)+" sends"))
	}
	title := "Try " + m.request.Method + " " + m.request.Target() + "  (the draft, not the file)"
	switch m.sources[0] {
	case Documents:
		title += "  (documents answer)"
	case Recorded:
		title += "  (recordings answer)"
	}
	lines := t.Box(title, rows, m.width, top, m.at < len(m.fields))
	return t.Block(append(lines, m.answers(m.height-top)...), m.width, m.height)
}

func (m *Model) answers(height int) []string {
	t := m.theme
	if m.sending || m.problem != "" || m.answer == nil {
		style, text := t.Dim, "not sent yet: "+t.KeyOf(keySend)+" sends; backends are called as the draft says"
		switch m.sources[0] {
		case Documents:
			text = "not sent yet: " + t.KeyOf(keySend) + " sends; the documents answer for the backends"
		case Recorded:
			text = "not sent yet: " + t.KeyOf(keySend) + " sends; what was recorded answers for the backends"
		}
		switch {
		case m.sending:
			text = "sending" + t.Ellipsis
		case m.problem != "":
			style, text = t.Error, m.problem
		}
		var lines []string
		for _, s := range strings.Split(text, "\n") {
			for _, line := range ui.Wrap(ui.Clean(s), m.width-4) {
				lines = append(lines, style.Render(" "+line))
			}
		}
		return t.Box("Answer", lines, m.width, height, false)
	}
	var out []string
	hidden := 0
	for _, p := range m.panes {
		if p.width == 0 {
			hidden++
		}
	}
	for i, p := range m.panes {
		if p.width == 0 {
			continue
		}
		from, to := m.scroll[i].Window()
		var lines []string
		for n := from; n < to; n++ {
			lines = append(lines, p.style[n].Render(" "+p.lines[n]))
		}
		title := p.title
		if p.bad {
			title = "! " + title
		}
		if hidden > 0 {
			title = fmt.Sprintf("%d/%d %s", i+1, len(m.panes), title)
		}
		box := t.Box(title, lines, p.width, p.height, m.at-len(m.fields) == i)
		if out == nil {
			out = box
			continue
		}
		for n := range out {
			out[n] += box[n]
		}
	}
	return out
}
