package report

import (
	"encoding/xml"
	"io"

	"github.com/gatewright/gatewright/lint"
)

// Checkstyle writes results in the format of Checkstyle 5, which Jenkins and
// many others read. Ignored findings are left out: the format knows none.
func Checkstyle(w io.Writer, results []*lint.Result, opts Options) error {
	opts.ShowIgnored = false
	root := checkstyleRoot{Version: "5.0"}
	for _, f := range collect(results, opts).files {
		out := checkstyleFile{Name: opts.ciPath(f.name)}
		for _, it := range f.items {
			e := checkstyleError{
				Line: it.line(), Column: 1, Severity: it.Severity.String(),
				Message: it.sentence(), Source: "gatewright." + it.Rule,
			}
			if !it.Span.IsZero() {
				e.Column = it.Position().Column
			}
			out.Errors = append(out.Errors, e)
		}
		root.Files = append(root.Files, out)
	}
	return writeXML(w, root)
}

type checkstyleRoot struct {
	XMLName xml.Name         `xml:"checkstyle"`
	Version string           `xml:"version,attr"`
	Files   []checkstyleFile `xml:"file"`
}

type checkstyleFile struct {
	Name   string            `xml:"name,attr"`
	Errors []checkstyleError `xml:"error"`
}

type checkstyleError struct {
	Line     int    `xml:"line,attr"`
	Column   int    `xml:"column,attr"`
	Severity string `xml:"severity,attr"`
	Message  string `xml:"message,attr"`
	Source   string `xml:"source,attr"`
}
