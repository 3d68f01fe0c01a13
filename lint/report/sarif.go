package report

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
)

// Where the project is on the web, for formats that link to it.
const (
	homeURL  = "https://github.com/gatewright/gatewright"
	rulesURL = homeURL + "/blob/main/"
)

// maxDescription is how long code scanning lets a rule's description be.
const maxDescription = 1024

// SARIF writes results as SARIF 2.1.0, complete enough for GitHub code
// scanning: rules with their help, one location a finding, fixes, and
// fingerprints by meaning, so that alerts outlive edits elsewhere in the file.
// Ignored findings are suppressed results.
func SARIF(w io.Writer, results []*lint.Result, opts Options) error {
	s := &sarifWriter{opts: opts}
	items := collect(results, opts).items()
	run := sarifRun{
		Tool: sarifTool{sarifDriver{
			Name: "gatewright", InformationURI: homeURL, Version: opts.Version,
			Rules: s.rules(items),
		}},
		AutomationDetails: sarifAutomation{ID: "gatewright/"},
		ColumnKind:        "utf16CodeUnits",
		Results:           []sarifResult{},
	}
	for _, it := range items {
		run.Results = append(run.Results, s.result(it))
	}
	return encode(w, sarifLog{
		Schema:  "https://json.schemastore.org/sarif-2.1.0.json",
		Version: "2.1.0",
		Runs:    []sarifRun{run},
	})
}

type sarifWriter struct {
	opts  Options
	index map[string]int // of a rule
}

// rules describes the rules that have a finding.
func (s *sarifWriter) rules(items []item) []sarifRule {
	severest := map[string]item{}
	for _, it := range items {
		if first, ok := severest[it.Rule]; !ok || it.Severity > first.Severity {
			severest[it.Rule] = it
		}
	}
	list := []sarifRule{}
	for _, it := range severest {
		list = append(list, newSARIFRule(it))
	}
	slices.SortFunc(list, func(a, b sarifRule) int { return cmp.Compare(a.ID, b.ID) })
	s.index = map[string]int{}
	for i, r := range list {
		s.index[r.ID] = i
	}
	return list
}

var (
	sarifLevels = map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "note"}
	// Code scanning has words of its own for the severity of a problem, and
	// numbers for that of a security problem.
	problemSeverities  = map[diag.Severity]string{diag.Error: "error", diag.Warning: "warning", diag.Info: "recommendation"}
	securitySeverities = map[diag.Severity]string{diag.Error: "8.0", diag.Warning: "5.0", diag.Info: "2.0"}
)

func newSARIFRule(it item) sarifRule {
	r := sarifRule{
		ID: it.Rule, HelpURI: rulesURL + DocsPath(it.Rule),
		DefaultConfiguration: sarifConfiguration{Level: sarifLevels[it.Severity]},
		Properties: sarifRuleProperties{
			Tags: []string{"gateway", string(it.Effect)}, Precision: "high", ProblemSeverity: problemSeverities[it.Severity],
		},
	}
	if it.Effect == diag.Unsafe {
		r.Properties.Tags = append(r.Properties.Tags, "security")
		r.Properties.SecuritySeverity = securitySeverities[it.Severity]
	}
	// A finding of whoever read the document may be of a rule that lint has not.
	known, ok := rule.Find(it.Rule)
	if !ok {
		known = &rule.Rule{ID: it.Rule, Summary: "Checks " + strings.ReplaceAll(it.Rule, "-", " ") + ".", Why: EffectText(it.Effect), Fix: cmp.Or(it.Hint, it.Message)}
	}
	r.ShortDescription.Text = truncate(known.Summary, maxDescription)
	r.FullDescription.Text = truncate(known.Summary+" "+known.Why, maxDescription)
	r.Help.Text = known.Why + "\n\nFix: " + known.Fix
	r.Help.Markdown = fmt.Sprintf("%s\n\n**Effect**: %s.\n\n**Fix**: %s.\n", known.Why, EffectText(it.Effect), known.Fix)
	if known.Bad != "" {
		r.Help.Markdown += fmt.Sprintf("\n**Wrong**\n\n```\n%s\n```\n\n**Right**\n\n```\n%s\n```\n", indent(known.Bad, ""), indent(known.Good, ""))
	}
	return r
}

func (s *sarifWriter) result(it item) sarifResult {
	text := append([]string{it.sentence()}, it.details()...)
	r := sarifResult{
		RuleID: it.Rule, RuleIndex: s.index[it.Rule], Level: sarifLevels[it.Severity],
		Message:             sarifText{Text: strings.Join(text, "\n")},
		Locations:           []sarifLocation{s.location(it.file, it.Span)},
		PartialFingerprints: map[string]string{"primaryLocationLineHash": s.opts.fingerprint(it)},
	}
	if it.Pointer != "" {
		r.Locations[0].LogicalLocations = []sarifLogical{{FullyQualifiedName: it.Pointer, Kind: "member"}}
	}
	for i, rel := range it.Related {
		if rel.Span.IsZero() {
			continue
		}
		l := s.location(rel.Span.Source.Name, rel.Span)
		l.ID = i + 1
		l.Message = &sarifText{Text: strings.TrimSuffix(rel.Label+": "+rel.Message, ": ")}
		r.RelatedLocations = append(r.RelatedLocations, l)
	}
	for _, fix := range it.Fixes {
		if fix.Source != nil && len(fix.Edits) > 0 {
			r.Fixes = append(r.Fixes, s.fix(fix))
		}
	}
	if it.ignored != nil {
		kind := "external"
		if it.ignored.By == lint.ByFile {
			kind = "inSource"
		}
		r.Suppressions = []sarifSuppression{{Kind: kind, Justification: it.ignored.Reason}}
	}
	return r
}

// fingerprint names a finding in the whole repository: the same mistake in two
// files is two findings.
func (o Options) fingerprint(it item) string {
	sum := sha256.Sum256([]byte(o.ciPath(it.file) + "\x00" + it.print))
	return hex.EncodeToString(sum[:])
}

func (s *sarifWriter) location(name string, at syntax.Span) sarifLocation {
	return sarifLocation{PhysicalLocation: sarifPhysical{
		ArtifactLocation: sarifArtifact{URI: s.opts.ciURI(name)},
		Region:           newSARIFRegion(at.Source, at.Start, at.End),
	}}
}

func newSARIFRegion(src *syntax.Source, start, end int) sarifRegion {
	if src == nil {
		return sarifRegion{StartLine: 1, StartColumn: 1, EndLine: 1, EndColumn: 1}
	}
	var r sarifRegion
	r.StartLine, r.StartColumn = utf16Units.at(src, start)
	r.EndLine, r.EndColumn = utf16Units.at(src, end)
	return r
}

func (s *sarifWriter) fix(fix diag.Fix) sarifFix {
	c := sarifChange{ArtifactLocation: sarifArtifact{URI: s.opts.ciURI(fix.Source.Name)}}
	for _, e := range fix.Edits {
		c.Replacements = append(c.Replacements, sarifReplacement{
			DeletedRegion:   newSARIFRegion(fix.Source, e.Start, e.End),
			InsertedContent: sarifText{Text: e.Text},
		})
	}
	return sarifFix{Description: sarifText{Text: fix.Title}, ArtifactChanges: []sarifChange{c}}
}
