// Package report writes what lint found, one file an output format, and
// explains its rules.
//
//	err := report.Text(w, results, report.Options{Color: true})
//
// It decides nothing: order, severities and ignores are as lint gives them,
// and the same results always give the same bytes.
package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
)

// Options say how a report looks.
type Options struct {
	// Color writes ANSI colours. Only the text format has them.
	Color bool
	// Version is the program's, for formats that name it.
	Version string
	// Quiet leaves the summary line of the text format out.
	Quiet bool
}

// formats are the writers by name.
var formats = map[string]func(io.Writer, []*lint.Result, Options) error{
	"text": Text,
	"json": JSON,
}

// Formats returns the names that Write takes.
func Formats() []string { return []string{"text", "json"} }

// Write writes results in the named format.
func Write(w io.Writer, format string, results []*lint.Result, opts Options) error {
	write, ok := formats[format]
	if !ok {
		return fmt.Errorf("unknown format %q: it is one of %s", format, strings.Join(Formats(), ", "))
	}
	return write(w, results, opts)
}

// totals are the numbers of a summary.
type totals struct {
	files, endpoints        int
	errors, warnings, infos int
	ignored, fixable        int
}

func count(results []*lint.Result) totals {
	t := totals{files: len(results)}
	for _, r := range results {
		t.endpoints += len(r.Document.Service().Endpoints)
		t.errors += r.Count(diag.Error)
		t.warnings += r.Count(diag.Warning)
		t.infos += r.Count(diag.Info)
		t.ignored += len(r.Ignored)
		t.fixable += r.Fixable()
	}
	return t
}

// byPath returns the results in the order of their files' names.
func byPath(results []*lint.Result) []*lint.Result {
	sorted := slices.Clone(results)
	slices.SortStableFunc(sorted, func(a, b *lint.Result) int {
		return strings.Compare(a.Document.Source.Name, b.Document.Source.Name)
	})
	return sorted
}
