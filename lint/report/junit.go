package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/lint"
)

// JUnit writes results as test results: a suite a file, a test a finding. A
// finding at or above Options.FailOn is a failure, so that the report is red
// when the run is; a milder one is a passed test that says what was found, an
// ignored one a skipped test. A file without findings is one passed test.
func JUnit(w io.Writer, results []*lint.Result, opts Options) error {
	root := junitSuites{Name: "gatewright lint", Time: "0"}
	for _, f := range collect(results, opts).files {
		s := newJUnitSuite(f, opts)
		root.Suites = append(root.Suites, s)
		root.Tests += s.Tests
		root.Failures += s.Failures
		root.Skipped += s.Skipped
	}
	return writeXML(w, root)
}

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Skipped  int          `xml:"skipped,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string        `xml:"name,attr"`
	ClassName string        `xml:"classname,attr"`
	File      string        `xml:"file,attr"`
	Line      int           `xml:"line,attr,omitempty"`
	Time      string        `xml:"time,attr"`
	Failure   *junitFailure `xml:"failure"`
	Skipped   *junitSkipped `xml:"skipped"`
	Output    string        `xml:"system-out,omitempty"`
}

type junitFailure struct {
	Type    string `xml:"type,attr"`
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

type junitSkipped struct {
	Message string `xml:"message,attr"`
}

func newJUnitSuite(f file, opts Options) junitSuite {
	path := opts.ciPath(f.name)
	s := junitSuite{Name: path, Time: "0"}
	if len(f.items) == 0 {
		s.Cases = []junitCase{{Name: "no findings", ClassName: path, File: path, Time: "0"}}
	}
	seen := map[string]int{}
	for _, it := range f.items {
		// Readers take tests of one name for the same test.
		name := strings.TrimRight(it.Rule+" "+it.Pointer, " ")
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		c := junitCase{Name: name, ClassName: path, File: path, Line: it.line(), Time: "0"}
		text := strings.Join(append([]string{it.Finding.String()}, it.details()...), "\n")
		switch {
		case it.ignored != nil:
			c.Skipped = &junitSkipped{Message: ignoredText(it.ignored)}
			s.Skipped++
		case opts.FailOn.Reached(it.Severity):
			c.Failure = &junitFailure{Type: it.Severity.String(), Message: it.sentence(), Text: text}
			s.Failures++
		default:
			c.Output = text
		}
		s.Cases = append(s.Cases, c)
	}
	s.Tests = len(s.Cases)
	return s
}
