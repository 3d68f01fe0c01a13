package config

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/syntax"
)

// yamlStyle is how a YAML document is written, so that what is added looks like
// what is there.
type yamlStyle struct {
	json      bool // the text is JSON
	unit      int  // how deep members are indented below their key
	dash      int  // how deep dashes are indented below their key
	quoted    bool // texts stand in double quotes
	flowLists bool // lists of scalars stand on one line
}

// styleSample bounds how many texts are looked at, styleNodes how many values: the
// style of a large file shows at its start.
const (
	styleSample = 200
	styleNodes  = 2000
)

func yamlStyleOf(d *Document) *yamlStyle {
	s := &yamlStyle{unit: 2, dash: 2}
	if d.Root == nil || d.Root.Start >= len(d.Source.Text) {
		return s
	}
	if first := d.Source.Text[d.Root.Start]; first == '{' || first == '[' {
		_, problems := syntax.ParseJSON(d.Source)
		s.json = len(problems) == 0
		return s
	}
	y := &yamlEditor{d, d.Source.Text, s}
	unit, dash, lists := false, false, false
	nodes, texts, quoted := 0, 0, 0
	visit(d.Root, func(n *syntax.Node) bool {
		nodes++
		if n.Kind == syntax.String && texts < styleSample {
			texts++
			if strings.HasPrefix(n.Span.Text(), `"`) {
				quoted++
			}
		}
		if n.Kind == syntax.Array && len(n.Items()) > 0 && n.Items()[0].Kind < syntax.Array && !lists {
			lists, s.flowLists = true, !y.isBlock(n)
		}
		if n.Kind == syntax.Object && y.isBlock(n) && !(unit && dash) {
			for _, m := range n.Members() {
				known := unit
				if m.Value.Kind == syntax.Array {
					known = dash
				}
				if known || m.Value.Start < m.Key.End || m.Value.Kind < syntax.Array || !y.isBlock(m.Value) {
					continue
				}
				if m.Value.Kind == syntax.Array {
					if by := y.column(y.firstDash(m.Value)) - y.column(m.Key.Start); by >= 0 {
						dash, s.dash = true, by
					}
				} else if first := m.Value.Members()[0].Key.Start; first >= m.Value.Start && first < m.Value.End { // of its own
					if by := y.column(first) - y.column(m.Key.Start); by > 0 {
						unit, s.unit = true, by
					}
				}
			}
		}
		return nodes < styleNodes && !(unit && dash && lists && texts >= styleSample)
	})
	if !unit && s.dash > 0 {
		s.unit = s.dash
	}
	s.quoted = 2*quoted > texts
	return s
}

// visit calls see for a node and all below it, in the file's order, until it has
// seen enough.
func visit(n *syntax.Node, see func(*syntax.Node) bool) bool {
	if !see(n) {
		return false
	}
	for _, m := range n.Members() {
		if !visit(m.Value, see) {
			return false
		}
	}
	for _, item := range n.Items() {
		if !visit(item, see) {
			return false
		}
	}
	return true
}

// FormatYAML writes a value as a YAML document in block style, with short lists
// and the values of comment keys on one line: the layout of generated
// configurations.
func FormatYAML(n *syntax.Node) []byte {
	w := &yamlText{style: &yamlStyle{unit: 2, dash: 2, flowLists: true}, newline: "\n"}
	return []byte(w.block(n, 0) + "\n")
}

// step is how deep a container is indented below its key.
func (s *yamlStyle) step(n *syntax.Node) int {
	if n.Kind == syntax.Array {
		return s.dash
	}
	return s.unit
}

// inline reports whether a value is written on the line of its key: a scalar,
// what is empty, the value of a comment key, and short lists where the document
// has them so.
func (s *yamlStyle) inline(n *syntax.Node, key string, column int) bool {
	if n.Kind < syntax.Array || len(n.Members())+len(n.Items()) == 0 || strings.HasPrefix(key, "@") {
		return true
	}
	if n.Kind == syntax.Object || !s.flowLists {
		return false
	}
	for _, item := range n.Items() {
		if item.Kind >= syntax.Array {
			return false
		}
	}
	w := &yamlText{style: s}
	return column+len(key)+2+utf8.RuneCountInString(w.flow(n)) <= maxLine
}

func (s *yamlStyle) scalar(n *syntax.Node) string {
	switch {
	case n.IsNull() || n.Kind == syntax.Invalid:
		return "null"
	case n.Kind != syntax.String:
		return n.Text
	case s.quoted:
		return quoteYAML(n.Text)
	}
	return YAMLText(n.Text)
}

// yamlText writes values in the style of a document.
type yamlText struct {
	b       strings.Builder
	style   *yamlStyle
	newline string
}

func (y *yamlEditor) writer() *yamlText {
	return &yamlText{style: y.style, newline: y.d.newline()}
}

// block writes a value whose lines are indented to a column; the first one is
// there already.
func (w *yamlText) block(n *syntax.Node, column int) string {
	w.value(n, "", column)
	return w.b.String()
}

func (w *yamlText) value(n *syntax.Node, key string, column int) {
	if n.Kind < syntax.Array || len(n.Members())+len(n.Items()) == 0 {
		w.writeFlow(n)
		return
	}
	for i, m := range n.Members() {
		w.separate(i, column)
		w.element(n.Kind, m.Name, m.Value, column)
	}
	for i, item := range n.Items() {
		w.separate(i, column)
		w.element(n.Kind, "", item, column)
	}
}

func (w *yamlText) separate(i, column int) {
	if i > 0 {
		w.b.WriteString(w.newline + strings.Repeat(" ", column))
	}
}

// element writes a member or an item of a container at a column.
func (w *yamlText) element(kind syntax.Kind, key string, value *syntax.Node, column int) {
	if kind == syntax.Array {
		w.b.WriteString("- ")
		w.value(value, "", column+2)
		return
	}
	w.b.WriteString(YAMLText(key) + ":")
	if w.style.inline(value, key, column) {
		w.b.WriteByte(' ')
		w.writeFlow(value)
		return
	}
	inner := column + w.style.step(value)
	w.b.WriteString(w.newline + strings.Repeat(" ", inner))
	w.value(value, key, inner)
}

// flow writes a value on one line.
func (w *yamlText) flow(n *syntax.Node) string {
	w.writeFlow(n)
	return w.b.String()
}

func (w *yamlText) writeFlow(n *syntax.Node) {
	switch n.Kind {
	case syntax.Object:
		w.b.WriteByte('{')
		for i, m := range n.Members() {
			w.comma(i)
			w.b.WriteString(YAMLText(m.Name) + ": ")
			w.writeFlow(m.Value)
		}
		w.b.WriteByte('}')
	case syntax.Array:
		w.b.WriteByte('[')
		for i, item := range n.Items() {
			w.comma(i)
			w.writeFlow(item)
		}
		w.b.WriteByte(']')
	default:
		w.b.WriteString(w.style.scalar(n))
	}
}

func (w *yamlText) comma(i int) {
	if i > 0 {
		w.b.WriteString(", ")
	}
}

// spelt writes a value on one line that stands in the place of another: a text
// in the quotes of the one before it.
func (y *yamlEditor) spelt(value, before *syntax.Node) string {
	if value.Kind == syntax.String && before.Kind == syntax.String {
		switch old := before.Span.Text(); {
		case strings.HasPrefix(old, `"`):
			return quoteYAML(value.Text)
		case old == before.Text:
			return YAMLText(value.Text)
		}
	}
	return y.writer().flow(value)
}

var (
	plainYAML = regexp.MustCompile(`^[A-Za-z_/.][A-Za-z0-9_/.@+-]*(?:[ =][A-Za-z0-9_/.@+-]+)*$`)
	wordsYAML = regexp.MustCompile(`(?i)^(true|false|yes|no|on|off|y|n|null|\.inf|\.nan|\.?[0-9].*)$`)
	// breaksYAML are characters that YAML takes for ends of lines, or refuses,
	// where JSON has them as they are.
	breaksYAML = regexp.MustCompile("[\u007F-\u009F\u2028\u2029\uFEFF]")
)

// YAMLText writes a text as a scalar of YAML, plain where nothing else can be
// meant.
func YAMLText(s string) string {
	if plainYAML.MatchString(s) && !wordsYAML.MatchString(s) {
		return s
	}
	return quoteYAML(s)
}

func quoteYAML(s string) string {
	return breaksYAML.ReplaceAllStringFunc(Quote(s), func(c string) string { return fmt.Sprintf(`\u%04X`, []rune(c)[0]) })
}
