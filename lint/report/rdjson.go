package report

import (
	"encoding/json"
	"io"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

// RDJSON writes results in the Reviewdog Diagnostic Format; its suggestions
// become changes that a reviewer takes over with a click. Ignored findings are
// left out: the format knows none.
func RDJSON(w io.Writer, results []*lint.Result, opts Options) error {
	return encode(w, struct {
		Source      rdSource       `json:"source"`
		Severity    string         `json:"severity,omitempty"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}{rdSelf, rdWorst(results), rdDiagnostics(results, opts)})
}

// RDJSONL is RDJSON as one diagnostic a line.
func RDJSONL(w io.Writer, results []*lint.Result, opts Options) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	for _, d := range rdDiagnostics(results, opts) {
		d.Source = &rdSelf
		if err := enc.Encode(d); err != nil {
			return err
		}
	}
	return nil
}

var (
	rdSelf       = rdSource{Name: "gatewright", URL: homeURL}
	rdSeverities = map[diag.Severity]string{diag.Error: "ERROR", diag.Warning: "WARNING", diag.Info: "INFO"}
)

type rdSource struct {
	Name string `json:"name"`
	URL  string `json:"url"`
}

type rdDiagnostic struct {
	Message     string         `json:"message"`
	Location    rdLocation     `json:"location"`
	Severity    string         `json:"severity"`
	Source      *rdSource      `json:"source,omitempty"`
	Code        rdCode         `json:"code"`
	Suggestions []rdSuggestion `json:"suggestions,omitempty"`
}

type rdLocation struct {
	Path  string   `json:"path"`
	Range *rdRange `json:"range,omitempty"`
}

type rdRange struct {
	Start rdPosition `json:"start"`
	End   rdPosition `json:"end"`
}

// rdPosition counts columns in bytes of UTF-8.
type rdPosition struct {
	Line   int `json:"line"`
	Column int `json:"column"`
}

type rdCode struct {
	Value string `json:"value"`
	URL   string `json:"url"`
}

type rdSuggestion struct {
	Range rdRange `json:"range"`
	Text  string  `json:"text"`
}

func rdWorst(results []*lint.Result) string {
	var all []diag.Finding
	for _, r := range results {
		all = append(all, r.Findings...)
	}
	if worst, ok := diag.Worst(all); ok {
		return rdSeverities[worst]
	}
	return ""
}

func rdDiagnostics(results []*lint.Result, opts Options) []rdDiagnostic {
	opts.ShowIgnored = false
	list := []rdDiagnostic{}
	for _, it := range collect(results, opts).items() {
		d := rdDiagnostic{
			Message:  strings.Join(append([]string{it.sentence()}, it.details()...), "\n"),
			Location: rdLocation{Path: opts.ciPath(it.file)},
			Severity: rdSeverities[it.Severity],
			Code:     rdCode{Value: it.Rule, URL: rulesURL + DocsPath(it.Rule)},
		}
		if !it.Span.IsZero() {
			r := newRDRange(it.Span.Source, it.Span.Start, it.Span.End)
			d.Location.Range = &r
		}
		for _, fix := range it.Fixes {
			// A suggestion names no file: it is of the diagnostic's own.
			if e, ok := merged(fix); ok && fix.Source == it.Span.Source {
				d.Suggestions = append(d.Suggestions, rdSuggestion{newRDRange(fix.Source, e.Start, e.End), e.Text})
			}
		}
		list = append(list, d)
	}
	return list
}

func newRDRange(src *syntax.Source, start, end int) rdRange {
	var r rdRange
	r.Start.Line, r.Start.Column = utf8Bytes.at(src, start)
	r.End.Line, r.End.Column = utf8Bytes.at(src, end)
	return r
}

// merged makes one edit of all that a fix has, with what lies between them:
// suggestions are taken over one by one.
func merged(fix diag.Fix) (e syntax.Edit, ok bool) {
	if len(fix.Edits) == 0 || fix.Source == nil {
		return e, false
	}
	first := slices.MinFunc(fix.Edits, func(a, b syntax.Edit) int { return a.Start - b.Start }).Start
	last := slices.MaxFunc(fix.Edits, func(a, b syntax.Edit) int { return a.End - b.End }).End
	if first < 0 || last > len(fix.Source.Text) || first > last {
		return e, false
	}
	moved := slices.Clone(fix.Edits)
	for i := range moved {
		moved[i].Start -= first
		moved[i].End -= first
	}
	text, err := syntax.Apply(fix.Source.Text[first:last], moved)
	return syntax.Edit{Start: first, End: last, Text: text}, err == nil
}
