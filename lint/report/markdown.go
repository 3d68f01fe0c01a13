package report

import (
	"bytes"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/gatewright/gatewright/lint"
)

// maxMarkdown bounds a report in bytes: GitHub refuses a job summary of more
// than 1 MiB.
const maxMarkdown = 1000 << 10

// Markdown writes results as tables, for job summaries and comments.
func Markdown(w io.Writer, results []*lint.Result, opts Options) error {
	var b bytes.Buffer
	c := collect(results, opts)
	head := "no findings"
	if c.total.findings() > 0 {
		head = c.total.counts()
	}
	fmt.Fprintf(&b, "## gatewright lint: %s\n", head)
	left := c.left
	for _, f := range c.files {
		if len(f.items) == 0 {
			continue
		}
		table := fmt.Sprintf("\n### %s\n\n| severity | line | finding | rule |\n|---|---|---|---|\n", markdownText(opts.ciPath(f.name)))
		for _, it := range f.items {
			row := markdownRow(it)
			if b.Len()+len(table)+len(row) > maxMarkdown {
				left++
				continue
			}
			b.WriteString(table + row)
			table = ""
		}
	}
	if left > 0 {
		fmt.Fprintf(&b, "\n%s not shown.\n", plural(left, "more finding"))
	}
	c.left = 0
	fmt.Fprintf(&b, "\n%s.\n", strings.ToUpper(c.summary()[:1])+c.summary()[1:])
	_, err := b.WriteTo(w)
	return err
}

func markdownRow(it item) string {
	line := ""
	if !it.Span.IsZero() {
		line = strconv.Itoa(it.Position().Line)
	}
	severity := it.Severity.String()
	if it.ignored != nil {
		severity = "~~" + severity + "~~"
	}
	text := markdownText(it.sentence())
	for _, d := range it.details() {
		text += "<br>" + markdownText(d)
	}
	return fmt.Sprintf("| %s | %s | %s | [%s](%s) |\n", severity, line, text, it.Rule, rulesURL+DocsPath(it.Rule))
}

// markdownText keeps a text from being taken for markup, in tables too.
func markdownText(s string) string {
	var b strings.Builder
	for _, r := range fold(s) {
		switch r {
		case '&':
			b.WriteString("&amp;")
		case '<':
			b.WriteString("&lt;")
		case '>':
			b.WriteString("&gt;")
		case '\\', '`', '*', '_', '{', '}', '[', ']', '|', '~', '#', '$', '@':
			b.WriteByte('\\')
			b.WriteRune(r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}
