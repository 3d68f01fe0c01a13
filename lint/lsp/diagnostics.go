package lsp

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
)

// rulesURL is where the project describes its rules.
const rulesURL = "https://github.com/gatewright/gatewright/blob/main/"

var severities = map[diag.Severity]int{diag.Error: 1, diag.Warning: 2, diag.Info: 3}

// publish judges every document that was changed and sends what is found.
func (s *server) publish(ctx context.Context) error {
	for _, uri := range slices.Sorted(maps.Keys(s.docs)) {
		d := s.docs[uri]
		if !d.changed {
			continue
		}
		d.changed = false
		out := publishDiagnosticsParams{URI: uri, Version: d.version, Diagnostics: []diagnostic{}}
		if d.isGateway() {
			r, err := s.judge(ctx, d)
			if err != nil {
				return err
			}
			for _, f := range r.Findings {
				out.Diagnostics = append(out.Diagnostics, d.diagnostic(f))
			}
		}
		if err := s.conn.notify("textDocument/publishDiagnostics", out); err != nil {
			return err
		}
	}
	return nil
}

func (d *document) diagnostic(f diag.Finding) diagnostic {
	out := diagnostic{
		Severity: severities[f.Severity], Code: f.Rule, Source: "gatewright",
		Message: f.Message,
	}
	if _, ok := rule.Find(f.Rule); ok {
		out.CodeDescription = &codeDescription{rulesURL + report.DocsPath(f.Rule)}
	}
	if f.Span.Source == d.Source {
		out.Range = rangeOf(f.Span)
	} else if at := f.Span.String(); at != "" {
		// A finding about another file is shown at the start of this one.
		out.Message = at + ": " + out.Message
	}
	var notes []string
	for _, r := range f.Related {
		message := strings.TrimSuffix(r.Label+": "+r.Message, ": ")
		uri := d.uri
		known := r.Span.Source == d.Source
		if !known && !r.Span.IsZero() {
			uri, known = uriOf(r.Span.Source.Name)
		}
		if known {
			out.RelatedInformation = append(out.RelatedInformation, relatedInformation{location{uri, rangeOf(r.Span)}, message})
			continue
		}
		notes = append(notes, strings.TrimSpace(message+" "+r.Span.String()))
	}
	if f.Hint != "" && len(f.Fixes) == 0 {
		notes = append(notes, "hint: "+f.Hint)
	}
	for _, n := range notes {
		out.Message += "\n" + n
	}
	return out
}

// at returns the findings that a range touches, the gravest first.
func (d *document) at(found []diag.Finding, start, end int) []diag.Finding {
	var list []diag.Finding
	for _, f := range found {
		if f.Span.Source == d.Source && f.Span.Start <= end && start <= f.Span.End {
			list = append(list, f)
		}
	}
	slices.SortStableFunc(list, func(a, b diag.Finding) int { return cmp.Compare(b.Severity, a.Severity) })
	return list
}
