package convert

import (
	"regexp"
	"strings"

	"github.com/gatewright/gatewright/config/syntax"
)

var (
	// bareTemplate is a template's expression that stands for a whole value,
	// outside of quotes.
	bareTemplate = regexp.MustCompile(`(?m)([:\[{,-][ \t]*)(\$?\{\{[^{}\n]*\}\})([ \t]*(?:[,\]}\r]|$))`)
	// templateLine is a line that holds nothing but an instruction of a template.
	templateLine = regexp.MustCompile(`(?m)^[ \t]*\{\{-?[^{}\n]*\}\}[ \t]*\r?$`)
)

// parseTemplate reads a text with expressions of a template in places where the
// format wants values: they are taken for texts. Lines of instructions are
// passed over. It answers false where the text cannot be read even so.
//
// What stands for an expression is as long as it, so that all places stay.
func (inv *Inventory) parseTemplate(src *syntax.Source) (*syntax.Node, bool) {
	if !strings.Contains(src.Text, "{{") {
		return nil, false
	}
	text := templateLine.ReplaceAllStringFunc(src.Text, func(s string) string { return strings.Repeat(" ", len(s)) })
	for again := true; again; {
		masked := bareTemplate.ReplaceAllStringFunc(text, func(s string) string {
			m := bareTemplate.FindStringSubmatch(s)
			return m[1] + quoted(m[2]) + m[3]
		})
		again, text = masked != text, masked
	}
	root, problems := syntax.Parse(syntax.NewSource(src.Name, []byte(text)))
	for _, p := range problems {
		if p.Code != syntax.Comment && p.Code != syntax.TrailingComma && p.Code != syntax.ByteOrderMark {
			return nil, false
		}
	}
	for _, m := range templateLine.FindAllStringIndex(src.Text, -1) {
		line := syntax.Span{Source: src, Start: m[0], End: m[1]}
		inv.Lose(Loss{Severity: Changed, Code: "template-line", Place: Place{Span: line}, Action: Dropped,
			Message: "the instruction of a template is passed over, what it chooses is taken in any case", Hint: "render the template first"})
	}
	unmask(root, src)
	return root, true
}

// quoted is a text in quotes, as long as the expression.
func quoted(expression string) string {
	inner := strings.NewReplacer(`"`, "'", `\`, "/").Replace(expression)
	return `"` + inner[1:len(inner)-1] + `"`
}

// unmask gives the nodes their places in the source, and the texts that stood
// for expressions what the source says there.
func unmask(n *syntax.Node, src *syntax.Source) {
	if n == nil {
		return
	}
	n.Source = src
	if own := n.Span.Text(); n.Kind == syntax.String && (strings.HasPrefix(own, "{{") || strings.HasPrefix(own, "${{")) {
		n.Text = own
	}
	for i := range n.Members() {
		n.Members()[i].Key.Source = src
		unmask(n.Members()[i].Value, src)
	}
	for _, item := range n.Items() {
		unmask(item, src)
	}
}
