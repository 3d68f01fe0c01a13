package try

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/tui/diffview"
)

// Sent is a request with what came of it.
type Sent struct {
	Request Request
	From    Source
	Answer  *Answer
}

// Discard is that of the answer; a nil Sent has none.
func (s *Sent) Discard() {
	if s != nil {
		s.Answer.Discard()
	}
}

// compare shows what differs from what was answered before, or the answers again.
func (m *Model) compare() any {
	switch {
	case m.last == nil:
		return Said{"there is nothing to compare with: send it again, or changed"}
	case m.problem != "":
		return Said{"there is no answer to compare"}
	}
	m.comparing = !m.comparing
	m.lay()
	return nil
}

// against says which answer one is compared with: what of its request was
// another.
func (s Sent) against(before Sent) string {
	var other []string
	if target := before.Request.Target(); target != s.Request.Target() {
		other = append(other, target)
	}
	if before.From != s.From {
		other = append(other, before.From.String())
	}
	if !slices.Equal(before.Request.sent(), s.Request.sent()) || before.Request.Body != s.Request.Body {
		other = append(other, "other headers or another body")
	}
	if other == nil {
		return "against the answer before"
	}
	return "against the answer before: " + strings.Join(other, ", ")
}

// changes are panes with what differs from an earlier answer: the client's, and
// those of the backends that were called for either.
func (s Sent) changes(last Sent, raw bool) []answerPane {
	a, before := s.Answer, last.Answer
	first := changed("Client", before.Status, a.Status, before.content(raw), a.content(raw))
	first.text = append([]string{s.against(last), ""}, first.text...)
	panes := []answerPane{first}
	old := slices.Clone(before.Calls)
	for _, c := range a.Calls {
		i := slices.IndexFunc(old, func(o Call) bool { return o.Backend == c.Backend })
		was, lines := 0, []string(nil)
		if i >= 0 {
			was, lines = old[i].Status, old[i].content(raw)
			old = slices.Delete(old, i, i+1)
		}
		panes = append(panes, changed(fmt.Sprintf("Backend %d", c.Backend), was, c.Status, lines, c.content(raw)))
	}
	for _, c := range old {
		panes = append(panes, changed(fmt.Sprintf("Backend %d", c.Backend), c.Status, 0, c.content(raw), nil))
	}
	return panes
}

// Changes tells in lines what differs from an earlier answer: what is new behind a
// plus, what is gone behind a minus.
func (s Sent) Changes(last Sent) []string {
	var lines []string
	for _, p := range s.changes(last, false) {
		lines = append(append(lines, p.title), p.text...)
	}
	return lines
}

// changed is a pane with what differs between two contents, nil for none.
func changed(title string, was, is int, before, after []string) answerPane {
	p := answerPane{title: title + "  " + status(is), bad: is >= 400 || is == 0, diff: true}
	switch {
	case after == nil:
		p.title, p.bad = title+"  not called", false
	case before == nil:
		p.title += ", not called before"
	case was != is:
		p.title += " was " + status(was)
	}
	lines := diffview.Compare(text(before), text(after))
	for i, l := range lines {
		switch l.Kind {
		case diffview.Head:
			if i > 0 {
				p.text = append(p.text, "...")
			}
		case diffview.Added:
			p.text = append(p.text, "+ "+l.Text)
		case diffview.Removed:
			p.text = append(p.text, "- "+l.Text)
		default:
			p.text = append(p.text, "  "+l.Text)
		}
	}
	if len(lines) == 0 {
		p.text = []string{"nothing differs"}
	}
	return p
}

// text is lines as a text that ends with a line's end, so that the last one is a
// line like the others.
func text(lines []string) string {
	if lines == nil {
		return ""
	}
	return strings.Join(lines, "\n") + "\n"
}

// content are the lines of an answer by which it is compared with another.
func (a *Answer) content(raw bool) []string {
	return content(a.Status, "", a.Header, a.Body, a.Size, raw)
}

func (c *Call) content(raw bool) []string {
	lines := content(c.Status, c.Err, c.Header, []byte(c.Body), c.Size, raw)
	return append([]string{c.Method + " " + c.URL}, lines...)
}

func content(code int, problem string, h http.Header, body []byte, all int64, raw bool) []string {
	lines := []string{"status " + status(code)}
	if problem != "" {
		lines = append(lines, problem)
	}
	h = h.Clone()
	h.Del("Date") // which says nothing but that time has passed
	lines = append(headerLines(lines, "", h), "")
	lines = append(lines, shown(body, all, h, raw)...)
	if int64(len(body)) < all {
		lines = append(lines, fmt.Sprintf("(cut, %d bytes in all)", all))
	}
	return lines
}
