package report

import (
	_ "embed"
	"html/template"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/gatewright/gatewright/lint"
)

//go:embed report.html
var htmlText string

var htmlTemplate = template.Must(template.New("report").Parse(htmlText))

// HTML writes results as one page that needs nothing from elsewhere: no
// scripts, no fonts, no network.
func HTML(w io.Writer, results []*lint.Result, opts Options) error {
	c := collect(results, opts)
	page := htmlPage{Summary: c.summary(), Version: opts.Version}
	for _, f := range c.files {
		hf := htmlFile{Name: clean(opts.ciPath(f.name))}
		for _, it := range f.items {
			hf.Findings = append(hf.Findings, newHTMLFinding(it))
		}
		page.Files = append(page.Files, hf)
	}
	return htmlTemplate.Execute(w, page)
}

type htmlPage struct {
	Summary, Version string
	Files            []htmlFile
}

type htmlFile struct {
	Name     string
	Findings []htmlFinding
}

type htmlFinding struct {
	Severity, Effect, Rule, Link string
	Ignored                      bool
	Endpoint, Message            string
	Line                         int // 0 without a place
	// Before, Mark and After are the line that the finding is about.
	Before, Mark, After string
	Details             []string
}

func newHTMLFinding(it item) htmlFinding {
	f := htmlFinding{
		Severity: it.Severity.String(), Effect: EffectText(it.Effect), Rule: it.Rule, Link: rulesURL + DocsPath(it.Rule),
		Ignored: it.ignored != nil, Endpoint: clean(it.Endpoint.String()), Message: clean(it.Message),
	}
	for _, d := range it.details() {
		f.Details = append(f.Details, clean(d))
	}
	if it.Span.IsZero() {
		return f
	}
	f.Line = it.Position().Line
	line, at := it.Span.Source.Line(f.Line)
	if strings.TrimSpace(line) == "" {
		return f
	}
	first := min(max(it.Span.Start-at, 0), len(line))
	last := min(max(it.Span.End-at, first), len(line))
	f.Before, f.Mark, f.After = htmlExcerpt(line, first, last)
	return f
}

// htmlExcerpt parts a line around a place, and cuts what is far from it.
func htmlExcerpt(line string, first, last int) (before, mark, after string) {
	const context = maxCells / 2
	from := first
	for n := 0; from > 0 && n < context; n++ {
		_, size := utf8.DecodeLastRuneInString(line[:from])
		from -= size
	}
	before = join(split(line[from:first], from))
	if from > 0 {
		before = ellipsis + before
	}
	return before, htmlHead(line[first:last]), htmlHead(line[last:])
}

// htmlHead is the start of a text, as much of it as there is room for.
func htmlHead(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxCells {
			return join(split(s[:i], 0)) + ellipsis
		}
	}
	return join(split(s, 0))
}
