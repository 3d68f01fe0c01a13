package report

import (
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

// Report is the model of the json format, and what a template is run on. Its
// schema is the bundled schema lint-report; within SchemaVersion 1 only fields
// are added.
type Report struct {
	SchemaVersion int     `json:"schemaVersion"`
	Tool          Tool    `json:"tool"`
	Summary       Summary `json:"summary"`
	// Files are all files that were checked, and others that findings are
	// about, by path.
	Files []File `json:"files"`
}

// Tool is the program that made a report.
type Tool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Summary counts the findings of all files, those that a report leaves out
// too.
type Summary struct {
	Files     int `json:"files"`
	Endpoints int `json:"endpoints"`
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
	Infos     int `json:"infos"`
	Ignored   int `json:"ignored"`
	Fixable   int `json:"fixable"`
	// Omitted are the findings that Options.MaxFindings left out.
	Omitted int `json:"omitted,omitempty"`
}

// File is one file with its findings by place.
type File struct {
	Path     string    `json:"path"`
	Findings []Finding `json:"findings"`
}

// Finding is one finding of a file.
type Finding struct {
	Rule     string         `json:"rule"`
	Severity diag.Severity  `json:"severity"`
	Effect   diag.Effect    `json:"effect"`
	Message  string         `json:"message"`
	Pointer  string         `json:"pointer"`
	Endpoint *diag.Endpoint `json:"endpoint,omitempty"`
	Backend  string         `json:"backend,omitempty"`
	// Range is nil for a finding without a place.
	Range       *Range    `json:"range,omitempty"`
	Hint        string    `json:"hint,omitempty"`
	Related     []Related `json:"related"`
	Fixes       []Fix     `json:"fixes"`
	Fingerprint string    `json:"fingerprint"`
	// Ignored is nil for a finding that counts.
	Ignored *Ignored `json:"ignored,omitempty"`
	Docs    string   `json:"docs,omitempty"`
}

// Range is from the first byte of a place to the first one behind it.
type Range struct {
	Start syntax.Position `json:"start"`
	End   syntax.Position `json:"end"`
}

// Related is another place that matters to a finding.
type Related struct {
	Label   string `json:"label"`
	Message string `json:"message"`
	Path    string `json:"path,omitempty"`
	Range   *Range `json:"range,omitempty"`
}

// Fix is one way to mend a finding.
type Fix struct {
	Title string        `json:"title"`
	Safe  bool          `json:"safe"`
	Path  string        `json:"path"`
	Edits []syntax.Edit `json:"edits"`
}

// Ignored is what says to pass a finding over, and the reason that it gives.
type Ignored struct {
	By     lint.IgnoredBy `json:"by"`
	Reason string         `json:"reason"`
}

// New makes the model of results.
func New(results []*lint.Result, opts Options) *Report {
	c := collect(results, opts)
	t := c.total
	report := &Report{
		SchemaVersion: 1,
		Tool:          Tool{Name: "gatewright", Version: opts.Version},
		Summary: Summary{
			Files: t.files, Endpoints: t.endpoints, Errors: t.errors, Warnings: t.warnings, Infos: t.infos,
			Ignored: t.ignored, Fixable: t.fixable, Omitted: c.left,
		},
		Files: []File{},
	}
	for _, f := range c.files {
		out := File{Path: f.name, Findings: []Finding{}}
		for _, it := range f.items {
			out.Findings = append(out.Findings, newFinding(it))
		}
		report.Files = append(report.Files, out)
	}
	return report
}

func newFinding(it item) Finding {
	f := Finding{
		Rule: it.Rule, Severity: it.Severity, Effect: it.Effect, Message: it.Message, Pointer: it.Pointer,
		Backend: it.Backend, Range: newRange(it.Span), Hint: it.Hint, Fingerprint: it.print,
		Docs:    DocsPath(it.Rule),
		Related: []Related{}, Fixes: []Fix{},
	}
	if it.Endpoint != (diag.Endpoint{}) {
		f.Endpoint = &it.Endpoint
	}
	if it.ignored != nil {
		f.Ignored = &Ignored{By: it.ignored.By, Reason: it.ignored.Reason}
	}
	for _, r := range it.Related {
		rel := Related{Label: r.Label, Message: r.Message, Range: newRange(r.Span)}
		if r.Span.Source != nil {
			rel.Path = r.Span.Source.Name
		}
		f.Related = append(f.Related, rel)
	}
	for _, fix := range it.Fixes {
		out := Fix{Title: fix.Title, Safe: fix.Safe, Edits: fix.Edits}
		if fix.Source != nil {
			out.Path = fix.Source.Name
		}
		f.Fixes = append(f.Fixes, out)
	}
	return f
}

func newRange(s syntax.Span) *Range {
	if s.IsZero() {
		return nil
	}
	start, end := s.Range()
	return &Range{Start: start, End: end}
}

// DocsPath returns where the project describes a rule.
func DocsPath(id string) string { return "docs/rules/" + id + ".md" }
