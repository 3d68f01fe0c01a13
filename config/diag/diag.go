// Package diag is what gatewright says about a file: findings with their rule,
// severity, effect, place and fixes. Every room of the program reports with
// these values, so that lint, generate, serve and the editor speak alike.
//
// It holds no rules; the ids of the rules that more than one room names stand
// in rules.go.
package diag

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/gatewright/gatewright/config/syntax"
)

// Severity is how bad a finding is.
type Severity uint8

// The severities, from mild to grave. Info is worth knowing, a Warning is
// probably not meant, an Error is refused, answers wrongly or is unsafe.
const (
	Info Severity = iota
	Warning
	Error
)

var severityNames = [...]string{"info", "warning", "error"}

// String returns "info", "warning" or "error".
func (s Severity) String() string {
	if int(s) < len(severityNames) {
		return severityNames[s]
	}
	return fmt.Sprintf("severity(%d)", uint8(s))
}

// MarshalText writes the severity's name.
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// ParseSeverity reads a severity's name.
func ParseSeverity(s string) (Severity, error) {
	if i := slices.Index(severityNames[:], s); i >= 0 {
		return Severity(i), nil
	}
	return 0, fmt.Errorf("unknown severity %q: it is one of error, warning, info", s)
}

// Effect is what the gateway does with a mistake.
type Effect string

// The effects. Refused: it does not start. Fails: the request fails (500, 401,
// 404, 415 and the like). Wrong: the answer is a 200 that is wrong. Unsafe:
// something is open, leaked or unlimited. Untidy: it works all the same.
const (
	Refused Effect = "refused"
	Fails   Effect = "500"
	Wrong   Effect = "wrong-200"
	Unsafe  Effect = "unsafe"
	Untidy  Effect = "untidy"
)

// Effects lists all effects, the gravest first.
func Effects() []Effect { return []Effect{Refused, Fails, Wrong, Unsafe, Untidy} }

// Endpoint names an endpoint of a config, as clients call it.
type Endpoint struct {
	Method string `json:"method"`
	Path   string `json:"path"`
}

// String returns "GET /path", or "" for no endpoint.
func (e Endpoint) String() string {
	if e.Path == "" {
		return e.Method
	}
	return e.Method + " " + e.Path
}

// Finding is one thing to say about a file.
type Finding struct {
	// Rule is the id, kebab-case.
	Rule     string
	Severity Severity
	Effect   Effect
	// Message is one sentence in lower case without a final period.
	Message string
	// Span is the place; zero where there is none.
	Span syntax.Span
	// Pointer is the JSON pointer of the value in its document, "" for the
	// document itself or without a place.
	Pointer string
	// Endpoint is the endpoint concerned; zero where none is.
	Endpoint Endpoint
	// Backend is the upstream call concerned, as host and url_pattern.
	Backend string
	// Hint says what to do, in words.
	Hint string
	// Related are other places that matter: the earlier of two that clash, or
	// the operation in the backend's specification.
	Related []Related
	// Fixes are edits that mend it, the best first.
	Fixes []Fix
}

// Related is another place with what it has to do with the finding. Label is a
// short word for it, such as "spec" or "first".
type Related struct {
	Label   string
	Message string
	Span    syntax.Span
}

// Fix is a set of edits that mends a finding. A fix is Safe when nothing that
// clients see can change for the worse: the value is ignored today, or today's
// answer is known to be an error.
type Fix struct {
	Title string
	Safe  bool
	// Source is the file that the edits are of.
	Source *syntax.Source
	Edits  []syntax.Edit
}

// Position returns the line and column at which the finding stands.
func (f Finding) Position() syntax.Position {
	start, _ := f.Span.Range()
	return start
}

// File returns the name of the finding's file, "" without a place.
func (f Finding) File() string {
	if f.Span.Source == nil {
		return ""
	}
	return f.Span.Source.Name
}

// String returns the finding's first line as every command prints it:
// file:line:column: severity: endpoint: message [rule].
func (f Finding) String() string {
	s := f.Severity.String() + ": "
	if at := f.Span.String(); at != "" {
		s = at + ": " + s
	}
	if f.Endpoint != (Endpoint{}) {
		s += f.Endpoint.String() + ": "
	}
	return s + f.Message + " [" + f.Rule + "]"
}

// Compare orders findings by file, place, rule and message.
func Compare(a, b Finding) int {
	return cmp.Or(
		cmp.Compare(a.File(), b.File()),
		cmp.Compare(a.Span.Start, b.Span.Start),
		cmp.Compare(a.Rule, b.Rule),
		cmp.Compare(a.Message, b.Message),
	)
}

// Sort orders findings as Compare does, and drops those that say the same at
// the same place.
func Sort(findings []Finding) []Finding {
	slices.SortStableFunc(findings, Compare)
	return slices.CompactFunc(findings, func(a, b Finding) bool {
		return a.Span == b.Span && a.Rule == b.Rule && a.Message == b.Message
	})
}

// Worst returns the gravest severity among the findings; ok is false where
// there are none.
func Worst(findings []Finding) (worst Severity, ok bool) {
	for _, f := range findings {
		worst, ok = max(worst, f.Severity), true
	}
	return worst, ok
}
