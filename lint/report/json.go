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

// JSON writes results for programs. The schema of the output is the bundled
// schema lint-report; within schemaVersion 1 only fields are added.
func JSON(w io.Writer, results []*lint.Result, opts Options) error {
	t := count(results)
	report := jsonReport{
		SchemaVersion: 1,
		Tool:          jsonTool{Name: "gatewright", Version: opts.Version},
		Summary: jsonSummary{
			Files: t.files, Endpoints: t.endpoints, Errors: t.errors, Warnings: t.warnings, Infos: t.infos,
			Ignored: t.ignored, Fixable: t.fixable,
		},
		Files: []jsonFile{},
	}
	at := map[string]int{}
	file := func(path string) *jsonFile {
		i, ok := at[path]
		if !ok {
			i = len(report.Files)
			at[path] = i
			report.Files = append(report.Files, jsonFile{Path: path, Findings: []jsonFinding{}})
		}
		return &report.Files[i]
	}
	for _, r := range byPath(results) {
		file(r.Document.Source.Name)
		prints := r.Fingerprints()
		for i, f := range r.Findings {
			path := r.Document.Source.Name
			if f.Span.Source != nil {
				path = f.File() // a finding may be about a file that was read besides
			}
			file(path).Findings = append(file(path).Findings, newJSONFinding(f, prints[i]))
		}
	}
	slices.SortStableFunc(report.Files, func(a, b jsonFile) int { return strings.Compare(a.Path, b.Path) })
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(report)
}

type jsonReport struct {
	SchemaVersion int         `json:"schemaVersion"`
	Tool          jsonTool    `json:"tool"`
	Summary       jsonSummary `json:"summary"`
	Files         []jsonFile  `json:"files"`
}

type jsonTool struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type jsonSummary struct {
	Files     int `json:"files"`
	Endpoints int `json:"endpoints"`
	Errors    int `json:"errors"`
	Warnings  int `json:"warnings"`
	Infos     int `json:"infos"`
	Ignored   int `json:"ignored"`
	Fixable   int `json:"fixable"`
}

type jsonFile struct {
	Path     string        `json:"path"`
	Findings []jsonFinding `json:"findings"`
}

type jsonFinding struct {
	Rule        string         `json:"rule"`
	Severity    diag.Severity  `json:"severity"`
	Effect      diag.Effect    `json:"effect"`
	Message     string         `json:"message"`
	Pointer     string         `json:"pointer"`
	Endpoint    *diag.Endpoint `json:"endpoint,omitempty"`
	Backend     string         `json:"backend,omitempty"`
	Range       *jsonRange     `json:"range,omitempty"`
	Hint        string         `json:"hint,omitempty"`
	Related     []jsonRelated  `json:"related"`
	Fixes       []jsonFix      `json:"fixes"`
	Fingerprint string         `json:"fingerprint"`
	Docs        string         `json:"docs,omitempty"`
}

type jsonRange struct {
	Start syntax.Position `json:"start"`
	End   syntax.Position `json:"end"`
}

type jsonRelated struct {
	Label   string     `json:"label"`
	Message string     `json:"message"`
	Path    string     `json:"path,omitempty"`
	Range   *jsonRange `json:"range,omitempty"`
}

type jsonFix struct {
	Title string        `json:"title"`
	Safe  bool          `json:"safe"`
	Path  string        `json:"path"`
	Edits []syntax.Edit `json:"edits"`
}

func newJSONFinding(f diag.Finding, print string) jsonFinding {
	j := jsonFinding{
		Rule: f.Rule, Severity: f.Severity, Effect: f.Effect, Message: f.Message, Pointer: f.Pointer,
		Backend: f.Backend, Range: newJSONRange(f.Span), Hint: f.Hint, Fingerprint: print,
		Docs:    DocsPath(f.Rule),
		Related: []jsonRelated{}, Fixes: []jsonFix{},
	}
	if f.Endpoint != (diag.Endpoint{}) {
		j.Endpoint = &f.Endpoint
	}
	for _, r := range f.Related {
		rel := jsonRelated{Label: r.Label, Message: r.Message, Range: newJSONRange(r.Span)}
		if r.Span.Source != nil {
			rel.Path = r.Span.Source.Name
		}
		j.Related = append(j.Related, rel)
	}
	for _, fix := range f.Fixes {
		jf := jsonFix{Title: fix.Title, Safe: fix.Safe, Edits: fix.Edits}
		if fix.Source != nil {
			jf.Path = fix.Source.Name
		}
		j.Fixes = append(j.Fixes, jf)
	}
	return j
}

func newJSONRange(s syntax.Span) *jsonRange {
	if s.IsZero() {
		return nil
	}
	start, end := s.Range()
	return &jsonRange{Start: start, End: end}
}

// DocsPath returns where the project describes a rule.
func DocsPath(id string) string { return "docs/rules/" + id + ".md" }
