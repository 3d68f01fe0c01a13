package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint/rule"
)

// RuleFormats returns the formats that Rules takes.
func RuleFormats() []string { return []string{"table", "json", "markdown"} }

// Rules writes the list of all rules as a table, as JSON or as Markdown.
func Rules(w io.Writer, format string) error {
	switch format {
	case "table":
		return rulesTable(w)
	case "json":
		return rulesJSON(w)
	case "markdown":
		return rulesMarkdown(w)
	}
	return fmt.Errorf("unknown format %q: it is one of %s", format, strings.Join(RuleFormats(), ", "))
}

func rulesTable(w io.Writer) error {
	b := bufio.NewWriter(w)
	width := 0
	for _, r := range rule.All() {
		width = max(width, len(r.ID))
	}
	for _, r := range rule.All() {
		fmt.Fprintf(b, "%-*s  %-7s  %-9s  %s\n", width, r.ID, r.Severity, r.Effect, short(r))
	}
	return b.Flush()
}

// short is the summary without what all of them begin with.
func short(r *rule.Rule) string {
	s := strings.TrimSuffix(strings.TrimPrefix(r.Summary, "Checks that "), ".")
	if r.NeedsSpec() {
		s += " (with --spec)"
	}
	if r.Audit.Asked() {
		s += " (in the audit)"
	}
	if r.Strict {
		s += " (" + strictProfiles(r) + ")"
	}
	return s
}

// strictProfiles says which profiles have a rule that most do without.
func strictProfiles(r *rule.Rule) string {
	if r.Effect == diag.Unsafe {
		return "in the profiles strict and security"
	}
	return "in the profile strict"
}

type jsonRule struct {
	ID       string        `json:"id"`
	Severity diag.Severity `json:"severity"`
	Effect   diag.Effect   `json:"effect"`
	Summary  string        `json:"summary"`
	Why      string        `json:"why"`
	Fix      string        `json:"fix"`
	Spec     bool          `json:"needsSpec"`
	Proven   bool          `json:"proven"`
	Docs     string        `json:"docs"`
}

func rulesJSON(w io.Writer) error {
	list := []jsonRule{}
	for _, r := range rule.All() {
		list = append(list, jsonRule{
			ID: r.ID, Severity: r.Severity, Effect: r.Effect, Summary: r.Summary, Why: r.Why, Fix: r.Fix,
			Spec: r.NeedsSpec(), Proven: r.NoProof == "", Docs: DocsPath(r.ID),
		})
	}
	return encode(w, list)
}

func rulesMarkdown(w io.Writer) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "| rule | severity | effect | checks that |\n|---|---|---|---|\n")
	for _, r := range rule.All() {
		fmt.Fprintf(b, "| [%s](%s.md) | %s | %s | %s |\n", r.ID, r.ID, r.Severity, r.Effect, markdown(short(r)))
	}
	return b.Flush()
}

// markdown keeps a text from being taken for markup in a table.
func markdown(s string) string {
	return strings.NewReplacer("|", `\|`, "<", "&lt;", "*", `\*`, "_", `\_`).Replace(s)
}

// RulePage writes the page of a rule in Markdown.
func RulePage(w io.Writer, r *rule.Rule) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "# %s\n\n%s\n\n%s\n\n", r.ID, r.Summary, r.Why)
	fmt.Fprintf(b, "| severity | effect |\n|---|---|\n| %s | %s: %s |\n\n", r.Severity, r.Effect, EffectText(r.Effect))
	fmt.Fprintf(b, "**Fix**: %s.\n", r.Fix)
	if r.NeedsSpec() {
		fmt.Fprintf(b, "\nThis rule needs a specification of the backend: `--spec FILE`.\n")
	}
	if r.Audit.Asked() {
		fmt.Fprintf(b, "\nIt asks what KrakenD's own audit asks as %s. It runs in `gatewright audit`, in `lint --profile audit`, and where it is named.\n", r.Audit)
	}
	if r.Strict {
		fmt.Fprintf(b, "\nIt would be noise on most configurations: it runs %s, and where it is named.\n", strictProfiles(r))
	}
	if r.Elsewhere != "" {
		fmt.Fprintf(b, "\nIt is reported %s.\n", r.Elsewhere)
	}
	fence := "json"
	if strings.HasSuffix(r.Name, ".yaml") {
		fence = "yaml"
	}
	for _, example := range []struct{ title, text string }{{"Wrong", r.Bad}, {"Right", r.Good}} {
		if example.text == "" {
			continue
		}
		fmt.Fprintf(b, "\n## %s\n\n```%s\n%s\n```\n", example.title, fence, strings.TrimLeft(indent(example.text, ""), "\n"))
	}
	if r.NeedsSpec() {
		fmt.Fprintf(b, "\nwhere the specification of %s says:\n\n```json\n%s\n```\n", rule.BackendHost, indent(r.Spec, ""))
	}
	if r.Elsewhere != "" {
		return b.Flush()
	}
	if r.NoProof != "" {
		fmt.Fprintf(b, "\nThe effect is not shown by a test in the gateway: %s.\n", r.NoProof)
	} else {
		fmt.Fprintf(b, "\nA test runs both configurations in the gateway and sees the effect of the wrong one.\n")
	}
	fmt.Fprintf(b, "\nTo ignore it, write on the object concerned or above it:\n\n```json\n\"@lint-ignore\": {%q: \"why\"}\n```\n", r.ID)
	return b.Flush()
}
