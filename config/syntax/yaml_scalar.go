package syntax

import (
	"math"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v4"
)

// scalarEnd is the end of a scalar, never before its start: where ends of lines are
// mixed that may lie behind what counts as its line.
func (y *yamlReader) scalarEnd(n *yaml.Node, start int) int {
	return max(start, y.scalarEndAt(n, start))
}

func (y *yamlReader) scalarEndAt(n *yaml.Node, start int) int {
	text := y.src.Text
	if start >= len(text) {
		return len(text)
	}
	switch {
	case n.Kind == yaml.AliasNode:
		return min(len(text), start+1+len(n.Value))
	case n.Style&yaml.DoubleQuotedStyle != 0:
		for i := start + 1; i < len(text); i++ {
			if text[i] == '\\' {
				i++
			} else if text[i] == '"' {
				return i + 1
			}
		}
		return len(text)
	case n.Style&yaml.SingleQuotedStyle != 0:
		for i := start + 1; i < len(text); i++ {
			if text[i] != '\'' {
				continue
			}
			if i+1 < len(text) && text[i+1] == '\'' {
				i++
				continue
			}
			return i + 1
		}
		return len(text)
	case n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0:
		return y.blockEnd(start)
	case strings.HasPrefix(text[start:], n.Value):
		return start + len(n.Value)
	}
	return y.plainEnd(n.Value, start)
}

// plainEnd is the end of a text without quotes over several lines, whose ends
// of lines were read as blanks or line feeds.
func (y *yamlReader) plainEnd(value string, start int) int {
	at, text := start, y.src.Text
	for i := 0; i < len(value); i++ {
		if value[i] == ' ' || value[i] == '\n' {
			at = len(text) - len(strings.TrimLeft(text[at:], " \t\r\n"))
			continue
		}
		if at >= len(text) || text[at] != value[i] {
			line, from := y.src.Line(y.src.Position(start).Line)
			return from + len(line)
		}
		at++
	}
	return at
}

// blockEnd is the end of a literal or folded scalar whose sign is at start:
// all following lines that are blank or indented as deep as its first line.
func (y *yamlReader) blockEnd(start int) int {
	line := y.src.Position(start).Line
	text, at := y.src.Line(line)
	end := at + len(text)
	before, header := text[:min(start-at, len(text))], text[min(start-at, len(text)):]
	outer := outerIndent(before)
	indent := 0 // of the lines of the text, once it is known
	if digit := strings.IndexAny(header[:min(len(header), 3)], "123456789"); digit >= 0 {
		indent = outer + int(header[digit]-'0')
	}
	for line++; line <= y.src.Lines(); line++ {
		text, at = y.src.Line(line)
		if strings.TrimSpace(text) == "" {
			continue
		}
		depth := len(text) - len(strings.TrimLeft(text, " "))
		if indent == 0 {
			indent = max(depth, outer+1)
		}
		if depth < indent {
			break
		}
		end = at + len(text)
	}
	return end
}

// outerIndent is how deep the key or the dash stands before which a text is
// the line.
func outerIndent(line string) int {
	outer := 0
	for at := 0; at < len(line); at++ {
		switch {
		case line[at] == ' ':
		case line[at] == '-' && at+1 < len(line) && line[at+1] == ' ':
			outer = at
		default:
			return at
		}
	}
	return outer
}

func (y *yamlReader) scalar(n *yaml.Node, start int) *Node {
	v := y.made(String, start)
	v.End = y.scalarEnd(n, start)
	v.Text = spelt(y.src, n.Value, v.Start, v.End)
	switch n.ShortTag() {
	case "!!null":
		v.Kind, v.Text = Null, ""
	case "!!bool":
		v.Kind, v.Text = Bool, strings.ToLower(n.Value)
	case "!!int":
		v.Kind, v.Text = yamlInt(n.Value)
	case "!!float":
		v.Kind, v.Text = yamlFloat(n.Value)
	}
	return v
}

func yamlInt(s string) (Kind, string) {
	if validNumber(s) {
		return Number, s
	}
	plain := strings.ReplaceAll(strings.TrimPrefix(s, "+"), "_", "")
	if validNumber(plain) {
		return Number, plain
	}
	if i, err := strconv.ParseInt(plain, 0, 64); err == nil {
		return Number, strconv.FormatInt(i, 10)
	}
	if u, err := strconv.ParseUint(plain, 0, 64); err == nil {
		return Number, strconv.FormatUint(u, 10)
	}
	return String, s
}

func yamlFloat(s string) (Kind, string) {
	if validNumber(s) {
		return Number, s
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return String, s
	}
	return Number, strconv.FormatFloat(f, 'g', -1, 64)
}
