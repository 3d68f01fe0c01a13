package export

import (
	"regexp"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

func object() *syntax.Node { return syntax.NewObject() }

func text(s string) *syntax.Node { return &syntax.Node{Kind: syntax.String, Text: s} }

func yes() *syntax.Node { return &syntax.Node{Kind: syntax.Bool, Text: "true"} }

func array(items ...*syntax.Node) *syntax.Node {
	return syntax.NewArray(items...)
}

func textList(list []string) *syntax.Node {
	a := array()
	for _, s := range list {
		a.AddItem(text(s))
	}
	return a
}

// put sets a key of an object; a nil value leaves it out.
func put(n *syntax.Node, key string, value *syntax.Node) {
	if value == nil {
		return
	}
	for i := range n.Members() {
		if n.Members()[i].Name == key {
			n.Members()[i].Value = value
			return
		}
	}
	n.AddMember(syntax.Member{Name: key, Value: value})
}

// putText sets a key to a text; an empty one leaves it out.
func putText(n *syntax.Node, key, value string) {
	if value != "" {
		put(n, key, text(value))
	}
}

// without returns an object without some of its keys.
func without(n *syntax.Node, keys ...string) *syntax.Node {
	c := object()
	for _, m := range n.Members() {
		if !slices.Contains(keys, m.Name) {
			c.AddMember(m)
		}
	}
	return c
}

// sortMembers brings the keys of an object into order.
func sortMembers(n *syntax.Node) {
	slices.SortFunc(n.Members(), func(a, b syntax.Member) int { return strings.Compare(a.Name, b.Name) })
}

// jsonOf writes a value as JSON over several lines.
func jsonOf(n *syntax.Node) []byte {
	var b strings.Builder
	writeJSON(&b, n, "\n")
	b.WriteByte('\n')
	return []byte(b.String())
}

// compact writes a value as JSON on one line.
func compact(n *syntax.Node) string {
	var b strings.Builder
	writeJSON(&b, n, "")
	return b.String()
}

func writeJSON(b *strings.Builder, n *syntax.Node, newline string) {
	deeper := newline
	if newline != "" {
		deeper += "  "
	}
	switch {
	case n == nil:
		b.WriteString("null")
	case n.Kind == syntax.String:
		b.WriteString(config.Quote(n.Text))
	case n.Kind == syntax.Number, n.Kind == syntax.Bool:
		b.WriteString(n.Text)
	case n.Kind == syntax.Array && len(n.Items()) > 0:
		b.WriteByte('[')
		for i, item := range n.Items() {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(deeper)
			writeJSON(b, item, deeper)
		}
		b.WriteString(newline + "]")
	case n.Kind == syntax.Array:
		b.WriteString("[]")
	case n.Kind == syntax.Object && len(n.Members()) > 0:
		b.WriteByte('{')
		for i, m := range n.Members() {
			if i > 0 {
				b.WriteByte(',')
			}
			b.WriteString(deeper + config.Quote(m.Name) + ":")
			if newline != "" {
				b.WriteByte(' ')
			}
			writeJSON(b, m.Value, deeper)
		}
		b.WriteString(newline + "}")
	case n.Kind == syntax.Object:
		b.WriteString("{}")
	default:
		b.WriteString("null")
	}
}

// yamlOf writes a value as YAML in block style.
func yamlOf(n *syntax.Node) []byte {
	var b strings.Builder
	if len(n.Members()) == 0 && len(n.Items()) == 0 {
		writeJSON(&b, n, "")
		b.WriteByte('\n')
	} else {
		writeYAML(&b, n, "")
	}
	return []byte(b.String())
}

// writeYAML writes the lines of an object or array that is not empty.
func writeYAML(b *strings.Builder, n *syntax.Node, indent string) {
	for _, m := range n.Members() {
		b.WriteString(indent + plainYAML(m.Name) + ":")
		valueYAML(b, m.Value, indent+"  ")
	}
	for _, item := range n.Items() {
		if !isBlock(item) {
			b.WriteString(indent + "-")
			valueYAML(b, item, indent+"  ")
			continue
		}
		// The first line of a nested block stands behind the dash.
		var inner strings.Builder
		writeYAML(&inner, item, indent+"  ")
		b.WriteString(indent + "- " + inner.String()[len(indent)+2:])
	}
}

func isBlock(n *syntax.Node) bool {
	return n != nil && (n.Kind == syntax.Object && len(n.Members()) > 0 || n.Kind == syntax.Array && len(n.Items()) > 0)
}

func valueYAML(b *strings.Builder, n *syntax.Node, indent string) {
	switch {
	case isBlock(n):
		b.WriteByte('\n')
		writeYAML(b, n, indent)
		return
	case n != nil && n.Kind == syntax.String:
		b.WriteString(" " + plainYAML(n.Text))
	default:
		b.WriteByte(' ')
		writeJSON(b, n, "")
	}
	b.WriteByte('\n')
}

var (
	plainScalar = regexp.MustCompile(`^[A-Za-z/_][A-Za-z0-9_./{}()+-]*( [A-Za-z0-9_./{}()+-]+)*$`)
	// readElse are plain words that readers of YAML 1.1 or 1.2 take for something
	// else than text.
	readElse = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null|~|\.inf|\.nan)$`)
)

// plainYAML writes a text as it is where that is safe, else in quotes.
func plainYAML(s string) string {
	if plainScalar.MatchString(s) && !readElse.MatchString(s) {
		return s
	}
	return config.Quote(s)
}
