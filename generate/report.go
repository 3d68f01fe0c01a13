package generate

import (
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/spec"
)

// Outcome is what became of an operation.
type Outcome uint8

// The outcomes. Emitted: an endpoint as the document says. Adjusted: an
// endpoint that differs from it in path, names or answers. Skipped: none.
const (
	Skipped Outcome = iota
	Emitted
	Adjusted
)

// String returns "emitted", "adjusted" or "skipped".
func (o Outcome) String() string { return [...]string{"skipped", "emitted", "adjusted"}[o] }

// MarshalText writes the outcome's name.
func (o Outcome) MarshalText() ([]byte, error) { return []byte(o.String()), nil }

// Report says of every operation what became of it, in the order of the
// configuration.
type Report struct {
	Entries []*Entry
	// Changes are what a merge did, see Merged.
	Changes []Change
}

// Entry is what became of one operation.
type Entry struct {
	Op      *spec.Operation
	Service string
	Outcome Outcome
	// Endpoint is what was made of it, nil when it was skipped.
	Endpoint *Endpoint
	// Inference is how its encoding was chosen.
	Inference spec.Inference
	// Open says that the document protects the operation and the gateway does
	// not: credentials are forwarded for the backend to check.
	Open bool
	// Why says why it was adjusted or skipped, Notes what else is worth knowing.
	Why, Notes []string
	// Values are what the endpoint was given, each with what it rests on.
	Values []Value
}

func (e *Entry) skip(why string) {
	e.Outcome, e.Why = Skipped, append(e.Why, why)
}

func (e *Entry) adjust(why string) {
	e.Outcome, e.Why = Adjusted, append(e.Why, why)
}

// Count returns how many operations came to an outcome.
func (r *Report) Count(o Outcome) int {
	n := 0
	for _, e := range r.Entries {
		if e.Outcome == o {
			n++
		}
	}
	return n
}

func (r *Report) open() int {
	n := 0
	for _, e := range r.Entries {
		if e.Open {
			n++
		}
	}
	return n
}

// Summary is the report in one sentence.
func (r *Report) Summary() string {
	plural := "s"
	if len(r.Entries) == 1 {
		plural = ""
	}
	return fmt.Sprintf("%d operation%s: %d emitted, %d adjusted, %d skipped",
		len(r.Entries), plural, r.Count(Emitted), r.Count(Adjusted), r.Count(Skipped))
}

// bounds of the columns of Text; what is longer pushes the rest to the right.
const (
	maxPlaceWidth = 60
	maxNameWidth  = 48
)

// Text writes the report for people: a line for every operation that was
// adjusted or skipped, or with verbose for every one, with all that is known of
// it, a line of counts, and what a merge changed.
func (r *Report) Text(w io.Writer, verbose bool) error {
	var shown []*Entry
	place, name := 0, 0
	for _, e := range r.Entries {
		if e.Outcome != Emitted || verbose {
			shown = append(shown, e)
			place = max(place, min(len(e.line()), maxPlaceWidth))
			name = max(name, min(utf8.RuneCountInString(e.name()), maxNameWidth))
		}
	}
	var b strings.Builder
	for _, e := range shown {
		lines := e.lines(verbose)
		fmt.Fprintf(&b, "%-*s  %-8s  %-*s  %s\n", place, e.line(), e.Outcome, name, e.name(), lines[0])
		for _, line := range lines[1:] {
			fmt.Fprintf(&b, "%*s%s\n", place+14, "", line)
		}
	}
	b.WriteString(r.Summary() + "\n")
	if open := r.open(); open > 0 {
		fmt.Fprintf(&b, "%d of the endpoints are protected in the documents and not by the gateway, which forwards the credentials: the backends have to check them\n", open)
	}
	writeChanges(&b, r.Changes)
	_, err := io.WriteString(w, printable(b.String()))
	return err
}

// printable keeps control characters of a document from the terminal.
func printable(s string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsControl(c) && c != '\n' {
			return unicode.ReplacementChar
		}
		return c
	}, s)
}

func (e *Entry) name() string { return e.Op.Method + " " + e.Op.Path }

// line returns file:line of the operation.
func (e *Entry) line() string {
	if e.Op.Span.IsZero() {
		return ""
	}
	start, _ := e.Op.Span.Range()
	return e.Op.Span.Source.Name + ":" + strconv.Itoa(start.Line)
}

// lines says what became of the operation, at least one line.
func (e *Entry) lines(verbose bool) []string {
	if !verbose {
		return e.Why
	}
	var lines []string
	if e.Endpoint != nil {
		lines = append(lines, e.Endpoint.summary())
	}
	lines = append(lines, e.Why...)
	for _, r := range e.Inference.Reasons {
		lines = append(lines, r.Text)
	}
	lines = append(lines, e.Notes...)
	seen := map[string]bool{}
	return slices.DeleteFunc(lines, func(line string) bool {
		again := seen[line]
		seen[line] = true
		return again
	})
}

func (e *Endpoint) summary() string {
	return e.Path + " -> " + e.Output
}

// JSON writes the report for programs: an object with the operations and the
// counts. Lines and columns count from 1; pointers are those of the document.
func (r *Report) JSON(w io.Writer) error {
	entries := make([]jsonEntry, 0, len(r.Entries))
	for _, e := range r.Entries {
		entries = append(entries, e.json())
	}
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(struct {
		Operations []jsonEntry    `json:"operations"`
		Counts     map[string]int `json:"counts"`
		Changes    []jsonChange   `json:"changes,omitempty"`
	}{entries, map[string]int{"emitted": r.Count(Emitted), "adjusted": r.Count(Adjusted), "skipped": r.Count(Skipped)}, jsonChanges(r.Changes)})
}

type jsonPlace struct {
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Pointer string `json:"pointer"`
}

type jsonReason struct {
	Text  string    `json:"text"`
	Place jsonPlace `json:"place"`
}

type jsonValue struct {
	Field string    `json:"field"`
	Value string    `json:"value"`
	Why   string    `json:"why"`
	Place jsonPlace `json:"place"`
}

type jsonEntry struct {
	Service      string       `json:"service"`
	Method       string       `json:"method"`
	Path         string       `json:"path"`
	Outcome      Outcome      `json:"outcome"`
	Why          []string     `json:"why,omitempty"`
	Endpoint     string       `json:"endpoint,omitempty"`
	URLPattern   string       `json:"url_pattern,omitempty"`
	Output       string       `json:"output_encoding,omitempty"`
	Encoding     string       `json:"encoding,omitempty"`
	IsCollection bool         `json:"is_collection,omitempty"`
	Reasons      []jsonReason `json:"reasons,omitempty"`
	Notes        []string     `json:"notes,omitempty"`
	Values       []jsonValue  `json:"values,omitempty"`
	Place        jsonPlace    `json:"place"`
}

func (e *Entry) json() jsonEntry {
	one := jsonEntry{
		Service: e.Service, Method: e.Op.Method, Path: e.Op.Path, Outcome: e.Outcome, Why: e.Why, Notes: e.Notes,
		Place: placeOf(e.Op.Span, e.Op.Pointer),
	}
	for _, r := range e.Inference.Reasons {
		one.Reasons = append(one.Reasons, jsonReason{r.Text, placeOf(r.Span, r.Pointer)})
	}
	for i := range e.Values {
		v := &e.Values[i]
		one.Values = append(one.Values, jsonValue{v.Field, v.Value, v.Why, placeOf(v.Span, v.Pointer)})
	}
	if ep := e.Endpoint; ep != nil {
		one.Endpoint, one.URLPattern, one.Output = ep.Path, ep.URLPattern, ep.Output
		one.Encoding, one.IsCollection = ep.Encoding, ep.IsCollection
	}
	return one
}

func placeOf(span syntax.Span, pointer string) jsonPlace {
	p := jsonPlace{Pointer: pointer}
	if !span.IsZero() {
		start, _ := span.Range()
		p.File, p.Line, p.Column = span.Source.Name, start.Line, start.Column
	}
	return p
}
