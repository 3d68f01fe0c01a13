package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint/rule"
)

// Explain writes what a rule is about: what it checks and why, a wrong and a
// right configuration, what the gateway does with the wrong one, and how it is
// mended.
func Explain(w io.Writer, r *rule.Rule) error {
	b := bufio.NewWriter(w)
	fmt.Fprintf(b, "%s (%s)\n\n", r.ID, r.Severity)
	fmt.Fprintf(b, "%s\n\n", wrap(r.Summary, 78))
	fmt.Fprintf(b, "%s\n\n", wrap(r.Why, 78))
	fmt.Fprintf(b, "effect   %s\n", EffectText(r.Effect))
	fmt.Fprintf(b, "fix      %s\n", r.Fix)
	if r.NeedsSpec() {
		fmt.Fprintf(b, "needs    a specification of the backend (--spec)\n")
	}
	if r.Audit.Asked() {
		fmt.Fprintf(b, "audit    %s\n", r.Audit)
	}
	if r.Strict {
		fmt.Fprintf(b, "runs     %s, and where it is named\n", strictProfiles(r))
	}
	if r.Elsewhere != "" {
		fmt.Fprintf(b, "reported %s\n", r.Elsewhere)
	} else {
		fmt.Fprintf(b, "ignore   \"@lint-ignore\": {%q: \"why\"}\n", r.ID)
	}
	if r.Bad != "" {
		fmt.Fprintf(b, "\nwrong:\n\n%s\n", indent(r.Bad, "    "))
		fmt.Fprintf(b, "\nright:\n\n%s\n", indent(r.Good, "    "))
	}
	if r.NeedsSpec() {
		fmt.Fprintf(b, "\nwhere the specification of %s says:\n\n%s\n", rule.BackendHost, indent(r.Spec, "    "))
	}
	return b.Flush()
}

// EffectText says in words what the gateway does with a mistake.
func EffectText(e diag.Effect) string {
	switch e {
	case diag.Refused:
		return "the gateway does not start"
	case diag.Fails:
		return "requests fail"
	case diag.Wrong:
		return "the answer is a 200, and wrong"
	case diag.Unsafe:
		return "something is open, leaked or unlimited"
	case diag.Untidy:
		return "none today: it works all the same"
	}
	return string(e)
}

func wrap(s string, width int) string {
	var b strings.Builder
	at := 0
	for i, word := range strings.Fields(s) {
		switch {
		case i == 0:
		case at+1+len(word) > width:
			b.WriteByte('\n')
			at = 0
		default:
			b.WriteByte(' ')
			at++
		}
		b.WriteString(word)
		at += len(word)
	}
	return b.String()
}

// indent sets a text off. A byte order mark is shown as what it is, since it
// cannot be seen.
func indent(s, by string) string {
	s = strings.ReplaceAll(strings.TrimRight(s, "\n"), "\ufeff", "<U+FEFF>")
	return by + strings.ReplaceAll(s, "\n", "\n"+by)
}
