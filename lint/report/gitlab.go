package report

import (
	"io"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
)

// GitLab writes results as a Code Quality report, which GitLab shows in merge
// requests. Ignored findings are left out: the format knows none.
func GitLab(w io.Writer, results []*lint.Result, opts Options) error {
	opts.ShowIgnored = false
	issues := []gitlabIssue{}
	for _, it := range collect(results, opts).items() {
		issue := gitlabIssue{
			Description: it.sentence(), CheckName: it.Rule,
			Fingerprint: opts.fingerprint(it), Severity: gitlabSeverity(it.Finding),
		}
		issue.Location.Path = opts.ciPath(it.file)
		issue.Location.Lines.Begin = it.line()
		issue.Location.Lines.End = it.line()
		if !it.Span.IsZero() {
			_, end := it.Span.Range()
			issue.Location.Lines.End = end.Line
		}
		issues = append(issues, issue)
	}
	return encode(w, issues)
}

type gitlabIssue struct {
	Description string `json:"description"`
	CheckName   string `json:"check_name"`
	Fingerprint string `json:"fingerprint"`
	Severity    string `json:"severity"`
	Location    struct {
		Path  string `json:"path"`
		Lines struct {
			Begin int `json:"begin"`
			End   int `json:"end"`
		} `json:"lines"`
	} `json:"location"`
}

// gitlabSeverity keeps the highest of GitLab's words that is used, critical, for
// what is open or leaked.
func gitlabSeverity(f diag.Finding) string {
	switch {
	case f.Severity == diag.Error && f.Effect == diag.Unsafe:
		return "critical"
	case f.Severity == diag.Error:
		return "major"
	case f.Severity == diag.Warning:
		return "minor"
	}
	return "info"
}
