package contract

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Format is how a result is written.
type Format string

// The formats.
const (
	Text  Format = "text"
	JSON  Format = "json"
	JUnit Format = "junit"
)

// Formats are all formats.
var Formats = []Format{Text, JSON, JUnit}

// Write writes the result; the error is that of w, or an unknown format.
func (r *Result) Write(w io.Writer, format Format) error {
	switch format {
	case Text:
		return r.text(w)
	case JSON:
		return r.json(w)
	case JUnit:
		return r.junit(w)
	}
	return fmt.Errorf("unknown format %q", format)
}

func (r *Result) text(w io.Writer) error {
	var b strings.Builder
	width := 0
	for _, c := range r.Checks {
		width = max(width, len(c.Method)+1+len(c.Path))
	}
	for _, c := range r.Checks {
		line := fmt.Sprintf("%-7s %-*s", c.Outcome, width, c.Method+" "+c.Path)
		if c.Status != 0 {
			line += strings.TrimRight(fmt.Sprintf("  %d %s", c.Status, c.MediaType), " ")
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
		for _, d := range c.Differences {
			fmt.Fprintf(&b, "        %s\n", d)
		}
		if c.Outcome == Failed {
			fmt.Fprintf(&b, "        at %s\n", c.Place)
		}
	}
	word := "endpoints"
	if len(r.Checks) == 1 {
		word = "endpoint"
	}
	fmt.Fprintf(&b, "%d %s: %d ok, %d failed, %d skipped\n", len(r.Checks), word, r.count(Passed), r.count(Failed), r.count(Skipped))
	_, err := io.WriteString(w, b.String())
	return err
}

func (r *Result) json(w io.Writer) error {
	out := struct {
		Version int     `json:"version"`
		Passed  int     `json:"passed"`
		Failed  int     `json:"failed"`
		Skipped int     `json:"skipped"`
		Checks  []Check `json:"checks"`
	}{1, r.count(Passed), r.count(Failed), r.count(Skipped), r.Checks}
	if out.Checks == nil {
		out.Checks = []Check{}
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(out)
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Class   string        `xml:"classname,attr"`
	Name    string        `xml:"name,attr"`
	Failure *junitMessage `xml:"failure"`
	Skipped *junitMessage `xml:"skipped"`
}

type junitMessage struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

func (r *Result) junit(w io.Writer) error {
	suite := junitSuite{Name: "gateway", Tests: len(r.Checks), Failures: r.count(Failed), Skipped: r.count(Skipped)}
	for _, c := range r.Checks {
		one := junitCase{Class: "gateway", Name: c.Method + " " + c.Path}
		switch c.Outcome {
		case Failed:
			one.Failure = &junitMessage{c.Differences[0], strings.Join(append(c.Differences, "at "+c.Place), "\n")}
		case Skipped:
			one.Skipped = &junitMessage{Message: c.Differences[0]}
		}
		suite.Cases = append(suite.Cases, one)
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(suite); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
