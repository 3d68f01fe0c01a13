package syntax

import "strings"

// SecondDocument returns the place of the mark behind which a YAML file goes on
// with another document, which is not read. It is the zero Span for a file of
// one document, and for other formats.
func SecondDocument(root *Node) Span {
	if root == nil || root.Source == nil || FormatOf(root.Source) != YAML || root.End > len(root.Source.Text) {
		return Span{}
	}
	// Behind the root there are comments, marks of documents, and what is in
	// the documents after the first.
	at, second := root.End, -1
	for line := range strings.Lines(root.Source.Text[root.End:]) {
		content, mark := strings.CutPrefix(line, "---")
		if mark = mark && strings.TrimLeft(content, " \t\r\n") != content || content == ""; mark && second < 0 {
			second = at
		}
		if !mark {
			content = line
		}
		content = strings.TrimSpace(content)
		if second >= 0 && content != "" && content != "..." && content[0] != '#' && content[0] != '%' {
			return Span{Source: root.Source, Start: second, End: second + len("---")}
		}
		at += len(line)
	}
	return Span{}
}
