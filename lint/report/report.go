// Package report writes what lint found, one file an output format, and
// explains its rules.
//
//	err := report.Write(w, "sarif", results, report.Options{Version: "1.2.3"})
//
// It decides nothing: order, severities and ignores are as lint gives them,
// and the same results always give the same bytes, without times, absolute
// paths or colours that nobody asked for.
package report

import (
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/lint"
)

// Options say how a report looks. The zero value is right for every format
// but template.
type Options struct {
	// Color writes ANSI colours. Only the text format has them.
	Color bool
	// Version is the program's, for formats that name it.
	Version string
	// Quiet leaves the summary line of the text formats out.
	Quiet bool
	// ShowIgnored reports the ignored findings too, marked as what they are.
	ShowIgnored bool
	// MaxFindings bounds how many findings are written, the gravest first; 0
	// is all. The numbers of a summary always count all of them.
	MaxFindings int
	// FailOn is from where on a finding counts as a failed test in JUnit.
	FailOn lint.FailOn
	// Path gives the name of a file as a CI service wants it, which is relative
	// to the repository. Where it is nil the name stays as it was given. The
	// text, compact, json and template formats always have the name as given.
	Path func(name string) string
	// Template is the text of the template format.
	Template string
}

// format is one way to write results.
type format struct {
	name  string
	write func(io.Writer, []*lint.Result, Options) error
}

var formats = []format{
	{"text", Text},
	{"compact", Compact},
	{"json", JSON},
	{"sarif", SARIF},
	{"github", GitHub},
	{"gitlab", GitLab},
	{"junit", JUnit},
	{"checkstyle", Checkstyle},
	{"markdown", Markdown},
	{"html", HTML},
	{"rdjson", RDJSON},
	{"rdjsonl", RDJSONL},
	{"template", Template},
}

// Formats returns the names that Write takes.
func Formats() []string {
	names := make([]string, len(formats))
	for i, f := range formats {
		names[i] = f.name
	}
	return names
}

// Write writes results in the named format.
func Write(w io.Writer, name string, results []*lint.Result, opts Options) error {
	for _, f := range formats {
		if f.name == name {
			return f.write(w, results, opts)
		}
	}
	return fmt.Errorf("unknown format %q: it is one of %s", name, strings.Join(Formats(), ", "))
}
