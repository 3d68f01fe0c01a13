// Package excerpt is the editor's view of the text of what is chosen, as it
// stands in the draft: an endpoint, or the service without its endpoints. It
// stands beside the panes, has no cursor of its own, and keeps the place in
// sight that the cursor elsewhere is on.
//
//	e := excerpt.New(theme)
//	e.SetSize(60, 25)
//	e.Show(doc, "/endpoints/3/backend/0/host")
//
// It changes nothing, and prints only what is chosen: how long the rest of the
// file is does not matter to it.
package excerpt

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/tui/clip"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/secret"
	"github.com/gatewright/gatewright/tui/ui"
)

// longest is how many bytes of a line are looked at: more than any screen shows.
const longest = 16 << 10

// Model is the view.
type Model struct {
	theme         *ui.Theme
	width, height int

	doc      *config.Document
	endpoint int    // its index in doc, -1 for the service
	pointer  string // that is kept in sight
	title    string
	parts    []part
	lines    []string
	mark     int // of lines, the one that pointer is in; -1 for none
	top      int // the first of lines that is seen
}

// part is one piece of the text: the endpoint, or a field of the service.
type part struct {
	first   int    // its first line, of the view's
	number  int    // that line in the file, 0 where the piece is laid out anew
	pointer string // the place of root
	root    *syntax.Node
	start   int // where the piece begins in the text that root is of
}

// New returns an empty view.
func New(theme *ui.Theme) *Model { return &Model{theme: theme, endpoint: -1, mark: -1} }

// SetSize gives the view its room, frame included.
func (m *Model) SetSize(width, height int) {
	if width != m.width || height != m.height {
		m.width, m.height = width, height
		m.reveal()
	}
}

// Show shows the endpoint of a document that a pointer leads into, or else the
// service, with the place of the pointer in sight.
func (m *Model) Show(doc *config.Document, pointer string) {
	endpoint := draft.EndpointOf(pointer)
	same := m.doc == doc && m.endpoint == endpoint && m.parts != nil
	if same && m.pointer == pointer {
		return
	}
	if !same {
		if m.endpoint != endpoint {
			m.top = 0
		}
		m.doc, m.endpoint = doc, endpoint
		m.read()
	}
	m.pointer, m.mark = pointer, m.lineOf(pointer)
	m.reveal()
}

// read takes the text of what is chosen.
func (m *Model) read() {
	m.parts, m.lines, m.title = []part{}, nil, "Text of the service"
	svc := m.doc.Service()
	if m.endpoint >= 0 && m.endpoint < svc.NumEndpoints() {
		e := svc.Endpoint(m.endpoint)
		m.title = "Text of " + m.theme.Private(e.ID().String())
		if e.Node != nil {
			m.add(e.Pointer, e.Node, e.Node.Span)
		}
		return
	}
	if svc.Node == nil {
		return
	}
	for _, f := range svc.Node.Members() {
		if !strings.EqualFold(f.Name, "endpoints") && f.Value != nil {
			m.add(syntax.Join(svc.Pointer, f.Name), f.Value, f.Span())
		}
	}
}

// add adds a value with its text, which may have the value's key before it. One
// that stands in a single line with much in it is laid out.
func (m *Model) add(pointer string, n *syntax.Node, span syntax.Span) {
	p := part{first: len(m.lines), pointer: pointer, root: n, start: span.Start}
	text := clip.Outdented(&syntax.Node{Span: span})
	if !strings.Contains(text, "\n") && (n.Kind == syntax.Object || n.Kind == syntax.Array) && syntax.FormatOf(span.Source) == syntax.JSON {
		key := strings.TrimSuffix(text, n.Span.Text())
		var b bytes.Buffer
		if json.Indent(&b, []byte(n.Span.Text()), "", "  ") == nil && strings.HasSuffix(text, n.Span.Text()) {
			doc := config.Parse("excerpt.json", b.Bytes())
			m.parts = append(m.parts, part{first: p.first, pointer: pointer, root: doc.Root})
			m.lines = append(m.lines, strings.Split(key+b.String(), "\n")...)
			return
		}
	}
	p.number = span.Source.Position(span.Start).Line
	m.parts = append(m.parts, p)
	m.lines = append(m.lines, strings.Split(text, "\n")...)
}

// lineOf is the line that the place of a pointer begins in, or what is nearest
// above it in the tree; -1 where none of it is shown.
func (m *Model) lineOf(pointer string) int {
	for _, p := range m.parts {
		rest, ok := strings.CutPrefix(pointer, p.pointer)
		if !ok || rest != "" && rest[0] != '/' || p.root == nil || rest == "" && m.endpoint >= 0 {
			continue
		}
		at := p.root.Start
		if rest == "" {
			return p.first
		}
		for ; rest != ""; rest = rest[:strings.LastIndexByte(rest, '/')] {
			cut := strings.LastIndexByte(rest, '/')
			holder := p.root.At(rest[:cut])
			if mm := holder.Member(syntax.UnescapeToken(rest[cut+1:])); mm != nil {
				at = mm.Key.Start
				break
			}
			if n := p.root.At(rest); n != nil {
				at = n.Start
				break
			}
		}
		text := p.root.Source.Text
		if at < p.start || at > len(text) {
			return p.first // it is written elsewhere in the file
		}
		return min(p.first+strings.Count(text[p.start:at], "\n"), len(m.lines)-1)
	}
	return -1
}

// gutter is how wide the numbers of lines are, with the blank behind them.
func (m *Model) gutter() int {
	last := 0
	for i, p := range m.parts {
		end := len(m.lines)
		if i+1 < len(m.parts) {
			end = m.parts[i+1].first
		}
		if p.number > 0 {
			last = max(last, p.number+end-p.first)
		}
	}
	if last == 0 {
		return 0
	}
	return len(strconv.Itoa(last)) + 1
}

// wrapped are the lines that a line of the text takes.
func (m *Model) wrapped(i int) []string {
	line := m.lines[i]
	line = strings.ToValidUTF8(line[:min(len(line), longest)], "�")
	if !m.theme.Reveal {
		line = secret.Line(line)
	}
	return ui.Wrap(ui.CleanLine(line), max(m.width-4-m.gutter(), 1))
}

// reveal brings the marked line into sight.
func (m *Model) reveal() {
	m.top = max(0, min(m.top, len(m.lines)-1))
	if m.mark < 0 {
		return
	}
	m.top = min(m.top, m.mark)
	room := m.height - 2
	for at := m.mark; at >= m.top; at-- {
		if room -= len(m.wrapped(at)); room < 0 && at < m.mark {
			m.top = at + 1
			return
		}
	}
}

// PointerAt returns the place of what begins in the line that is drawn at y, or
// ends there; "" for no line.
func (m *Model) PointerAt(y int) string {
	line, row := m.top, 1
	for ; line < len(m.lines); line++ {
		if row += len(m.wrapped(line)); row > y {
			break
		}
	}
	if y < 1 || y > m.height-2 || line >= len(m.lines) {
		return ""
	}
	i := len(m.parts) - 1
	for i > 0 && m.parts[i].first > line {
		i--
	}
	p := m.parts[i]
	if p.root == nil {
		return p.pointer
	}
	text, at := p.root.Source.Text[p.start:], p.start
	for range line - p.first {
		next := strings.IndexByte(text, '\n') + 1
		text, at = text[next:], at+next
	}
	text, _, _ = strings.Cut(text, "\n")
	// The comma and what closes the value are behind what stands in the line.
	rest, _ := p.root.Path(at + len(strings.TrimRight(text, " \t,]}[{\r")) - 1)
	return p.pointer + rest
}

// Scroll moves the text by some lines, as the wheel does.
func (m *Model) Scroll(lines int) {
	m.top = max(0, min(m.top+lines, len(m.lines)-1))
}

// View draws the view.
func (m *Model) View() []string {
	t := m.theme
	var out []string
	for i := m.top; i < len(m.lines) && len(out) < m.height-2; i++ {
		head := m.number(i)
		for j, line := range m.wrapped(i) {
			switch {
			case i != m.mark:
				out = append(out, " "+t.Dim.Render(head)+line)
			case j == 0:
				out = append(out, t.Title.Render(">"+head+line))
			default:
				out = append(out, t.Title.Render(" "+head+line))
			}
			head = strings.Repeat(" ", len(head))
		}
	}
	if len(m.lines) == 0 {
		out = append(out, t.Dim.Render(" there is no text of it"))
	}
	return t.Box(m.title, out, m.width, m.height, false)
}

// number is what stands in the gutter before a line.
func (m *Model) number(line int) string {
	gutter := m.gutter()
	for _, p := range slices.Backward(m.parts) {
		if p.first <= line {
			if p.number == 0 {
				break
			}
			return fmt.Sprintf("%*d ", gutter-1, p.number+line-p.first)
		}
	}
	return strings.Repeat(" ", gutter)
}
