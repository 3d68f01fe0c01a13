package try

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/ui"
)

// answerPane is the client's answer or that of one backend.
type answerPane struct {
	title               string
	bad                 bool
	text                []string // not wrapped
	lines               []string
	style               []ui.Style // of the lines
	wrapped             int        // the width that lines are broken to
	revealed            bool       // what lines were made with
	x, y, width, height int
}

// shownBytes is how much of a body is laid out.
const shownBytes = 256 << 10

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
			m.scroll[i].Resize(len(p.lines), height-2)
		}
	}
}

// wrap breaks the text to a width, unless that is done already.
func (p *answerPane) wrap(t *ui.Theme, width int) {
	if p.wrapped == width && p.revealed == t.Reveal {
		return
	}
	p.wrapped, p.revealed, p.lines, p.style = width, t.Reveal, nil, nil
	for _, line := range p.text {
		style := ui.Style{}
		if strings.HasPrefix(line, "! ") {
			style = t.Error
		}
		for _, part := range ui.Wrap(ui.CleanLine(t.Private(line)), width) {
			p.lines, p.style = append(p.lines, part), append(p.style, style)
		}
	}
}

// Text tells the answer in lines: what the client gets, then each call.
func (a *Answer) Text(headers bool) []string {
	var lines []string
	for _, p := range a.panes(headers, false) {
		lines = append(append(lines, p.title), p.text...)
	}
	return lines
}

// results are the panes of the answer: the client's first.
func (m *Model) results() []answerPane {
	if m.answer == nil {
		return nil
	}
	return m.answer.panes(m.headers, m.raw)
}

func (a *Answer) panes(headers, raw bool) []answerPane {
	merged := answerPane{
		title: fmt.Sprintf("Client  %s  %s", status(a.Status), rounded(a.Duration)),
		bad:   a.Status >= 400,
	}
	completed := a.Header.Get("X-Krakend-Completed")
	if completed == "false" {
		merged.title += "  incomplete"
	}
	if a.Note != "" {
		merged.text = append(merged.text, "! "+a.Note, "")
	}
	if headers {
		merged.text = append(headerLines(merged.text, "", a.Header), "")
	}
	merged.text = append(merged.text, laidOut(a.Body, raw)...)
	if notes := a.differences(); len(notes) > 0 {
		merged.text = append(append(merged.text, ""), notes...)
	}
	panes := []answerPane{merged}
	for _, c := range a.Calls {
		p := answerPane{
			title: fmt.Sprintf("Backend %d  %s  %s  %s", c.Backend, status(c.Status), rounded(c.Duration), size(c.Size)),
			bad:   c.Err != "" || c.Status >= 400 || c.Status == 0,
			text:  []string{c.Method + " " + c.URL},
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
		p.text = append(append(p.text, ""), laidOut([]byte(c.Body), raw)...)
		if int64(len(c.Body)) < c.Size {
			p.text = append(p.text, fmt.Sprintf("(the first %s of %s)", size(int64(len(c.Body))), size(c.Size)))
		}
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

// laidOut lays out a body: JSON over several lines unless it is to be raw, text as
// it is, the rest by its length.
func laidOut(body []byte, raw bool) []string {
	if len(body) == 0 {
		return []string{"(no body)"}
	}
	cut := ""
	shown := body
	if len(shown) > shownBytes {
		shown, cut = shown[:shownBytes], fmt.Sprintf("(the first %s of %s)", size(shownBytes), size(int64(len(body))))
	}
	var b bytes.Buffer
	switch {
	case !raw && json.Indent(&b, bytes.TrimSpace(body), "", "  ") == nil && b.Len() <= 4*shownBytes:
		shown, cut = b.Bytes(), ""
	case !utf8.Valid(shown[:len(shown)-min(len(shown), utf8.UTFMax)]):
		return []string{fmt.Sprintf("(%s that are no text)", size(int64(len(body))))}
	}
	lines := strings.Split(strings.TrimRight(strings.ReplaceAll(string(shown), "\r\n", "\n"), "\n"), "\n")
	if cut != "" {
		lines = append(lines, cut)
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
