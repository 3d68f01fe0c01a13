// Package clip is what the editor copies and pastes: endpoints and backends as
// JSON text, the same inside the editor, between files and in other programs.
//
//	text, err := clip.Text(nodes)
//	kind, items, err := clip.Read(text)
//
// It knows no terminal but for the sequence that hands text to one's clipboard.
package clip

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
)

// Kind is what a text has in it.
type Kind uint8

// The kinds.
const (
	Endpoints Kind = iota
	Backends
)

// String names the kind, for several of it.
func (k Kind) String() string {
	if k == Backends {
		return "backends"
	}
	return "endpoints"
}

// Text returns nodes as JSON text that stands for itself: one as it is, several
// as a list. Of a JSON file every byte but the indentation is kept.
func Text(nodes []*syntax.Node) (string, error) {
	if len(nodes) == 0 {
		return "", errors.New("there is nothing to copy")
	}
	items := make([]string, len(nodes))
	for i, n := range nodes {
		items[i] = JSON(n)
	}
	if len(items) == 1 {
		return items[0], nil
	}
	return "[\n  " + strings.ReplaceAll(strings.Join(items, ",\n"), "\n", "\n  ") + "\n]", nil
}

// JSON returns a node as JSON text, two blanks a level: as the file spells it
// where that is JSON.
func JSON(n *syntax.Node) string {
	if syntax.FormatOf(n.Source) == syntax.JSON {
		return Outdented(n)
	}
	var b bytes.Buffer
	// What is written from nodes is JSON.
	_ = json.Indent(&b, []byte(Line(n)), "", "  ")
	return b.String()
}

// Line writes a node as JSON in one line.
func Line(n *syntax.Node) string {
	switch n.Kind {
	case syntax.String:
		return config.Quote(n.Text)
	case syntax.Array:
		items := make([]string, len(n.Items()))
		for i, item := range n.Items() {
			items[i] = Line(item)
		}
		return "[" + strings.Join(items, ", ") + "]"
	case syntax.Object:
		members := make([]string, len(n.Members()))
		for i, m := range n.Members() {
			members[i] = config.Quote(m.Name) + ": " + Line(m.Value)
		}
		return "{" + strings.Join(members, ", ") + "}"
	case syntax.Null, syntax.Invalid:
		return "null"
	}
	return n.Text
}

// Outdented returns the text of a node as it stands for itself: with the
// indentation of its last line, the one that closes it, taken off all, and two
// blanks for every level, which is how the edits of a document take a text. Lines
// that are not indented level by level keep what they have. YAML has no line that
// closes: there it is the indentation of the first that is taken off.
func Outdented(n *syntax.Node) string {
	lines := strings.Split(n.Span.Text(), "\n")
	if syntax.FormatOf(n.Source) == syntax.YAML {
		return outdentedYAML(n, lines)
	}
	outer := indentOf(lines[len(lines)-1])
	unit := ""
	for i := range lines {
		lines[i] = strings.TrimSuffix(lines[i], "\r")
		if i > 0 {
			lines[i] = strings.TrimPrefix(lines[i], outer)
			if in := indentOf(lines[i]); in != "" && in != lines[i] && (unit == "" || len(in) < len(unit)) {
				unit = in
			}
		}
	}
	for _, line := range lines[1:] {
		if in := indentOf(line); unit == "" || in != strings.Repeat(unit, len(in)/len(unit)) {
			return strings.Join(lines, "\n")
		}
	}
	for i, line := range lines[1:] {
		in := indentOf(line)
		lines[i+1] = strings.Repeat("  ", len(in)/max(len(unit), 1)) + line[len(in):]
	}
	return strings.Join(lines, "\n")
}

// outdentedYAML takes off what stands before the first line, such as the dash of a
// list, as far as the others are indented.
func outdentedYAML(n *syntax.Node, lines []string) string {
	before := n.Source.Text[:n.Start]
	before = before[strings.LastIndexByte(before, '\n')+1:]
	outer := len(before) - len(strings.TrimLeft(before, " -")) // an anchor may follow
	for i, line := range lines {
		lines[i] = strings.TrimSuffix(line, "\r")
		if i > 0 {
			lines[i] = lines[i][min(outer, len(indentOf(lines[i]))):]
		}
	}
	return strings.Join(lines, "\n")
}

func indentOf(line string) string { return line[:len(line)-len(strings.TrimLeft(line, " \t"))] }

// Read returns what a text has in it, each element as JSON text: an endpoint, a
// backend, a list of one of them, or a whole configuration, whose endpoints
// count.
func Read(text string) (Kind, []string, error) {
	text = strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
	doc := config.Parse("pasted.json", []byte(text))
	switch {
	case strings.TrimSpace(text) == "":
		return 0, nil, errors.New("there is nothing to paste")
	case doc.Broken() || doc.Root == nil:
		if len(doc.Findings) > 0 {
			return 0, nil, fmt.Errorf("what is pasted is no JSON: %s", doc.Findings[0].Message)
		}
		return 0, nil, errors.New("what is pasted is no JSON")
	}
	nodes := []*syntax.Node{doc.Root}
	if list := member(doc.Root, "endpoints"); list != nil {
		nodes = list.Items()
	} else if doc.Root.Kind == syntax.Array {
		nodes = doc.Root.Items()
	}
	if len(nodes) == 0 {
		return 0, nil, errors.New("what is pasted has no endpoint and no backend")
	}
	kind, items := Endpoints, make([]string, len(nodes))
	for i, n := range nodes {
		k, ok := kindOf(n)
		switch {
		case !ok:
			return 0, nil, errors.New("what is pasted is neither an endpoint nor a backend: it needs an \"endpoint\", or a \"url_pattern\" or \"host\"")
		case i > 0 && k != kind:
			return 0, nil, errors.New("what is pasted has endpoints and backends side by side")
		}
		kind, items[i] = k, Outdented(n)
	}
	return kind, items, nil
}

func kindOf(n *syntax.Node) (Kind, bool) {
	switch {
	case member(n, "endpoint") != nil:
		return Endpoints, true
	case member(n, "url_pattern") != nil, member(n, "host") != nil:
		return Backends, true
	}
	return 0, false
}

// member returns the value of an object's key, in whatever case.
func member(n *syntax.Node, name string) *syntax.Node {
	if n == nil || n.Kind != syntax.Object {
		return nil
	}
	for _, m := range n.Members() {
		if strings.EqualFold(m.Name, name) {
			return m.Value
		}
	}
	return nil
}

// Largest is the longest text, in bytes, that Sequence hands to a terminal:
// several take no more.
const Largest = 74994

// Sequence returns what a program writes to have its terminal put a text into
// the clipboard (OSC 52); it works over ssh too. It is empty for a text that is
// too long.
func Sequence(text string) string {
	if len(text) > Largest {
		return ""
	}
	return "\x1b]52;c;" + base64.StdEncoding.EncodeToString([]byte(text)) + "\a"
}
