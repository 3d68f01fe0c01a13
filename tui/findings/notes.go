package findings

import (
	"fmt"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/tui/draft"
	"github.com/gatewright/gatewright/tui/ui"
)

// Note is a line of what is known of a finding.
type Note struct {
	Label, Text string
	Style       ui.Style
}

// labelWidth is how many cells the labels of notes take.
const labelWidth = 9

// Notes are what is known of a finding, and what can be done about it: why it is
// one, the fixes, what a request has proved, and how to pass over it.
func (m *Model) Notes(f diag.Finding) []Note {
	t := m.theme
	var list []Note
	add := func(label, text string, style ui.Style) { list = append(list, Note{label, text, style}) }
	for _, r := range f.Related {
		because := strings.TrimSpace(r.Label + ": " + r.Message)
		if !r.Span.IsZero() {
			because += "  " + r.Span.String()
		}
		add("Because", because, ui.Style{})
	}
	if f.Hint != "" && (len(f.Fixes) == 0 || f.Hint != f.Fixes[0].Title) {
		add("Hint", f.Hint, ui.Style{})
	}
	for i, fix := range f.Fixes {
		how := "  (safe)"
		if !fix.Safe {
			how = "  (may change what clients get)"
		}
		key := ""
		if i == 0 && m.looking == "" {
			key = "[" + t.KeyOf(keyFix) + "] "
		}
		add("Fix", key+fix.Title+how, t.Good)
	}
	if m.looking != "" {
		return list
	}
	if draft.EndpointOf(f.Pointer) >= 0 {
		text, style := "["+t.KeyOf(keyProve)+"] run it against the mock", ui.Style{}
		if proof := m.proofs[fingerprint(f)]; proof != "" {
			text, style = proof, t.Value
		}
		add("Proof", text, style)
	}
	add("Ignore", fmt.Sprintf("[%s] with a reason, as \"@lint-ignore\" on %s", t.KeyOf(keyIgnore), owner(f)), ui.Style{})
	return list
}

// owner is what a reason to pass over a finding is written on.
func owner(f diag.Finding) string {
	switch {
	case draft.BackendOf(f.Pointer) >= 0:
		return "this backend"
	case draft.EndpointOf(f.Pointer) >= 0:
		return "this endpoint"
	}
	return "the service"
}

// SetProof notes what a request has shown of a finding.
func (m *Model) SetProof(f diag.Finding, proof string) {
	if m.proofs == nil {
		m.proofs = map[string]string{}
	}
	m.proofs[fingerprint(f)] = proof
}

// ForgetProofs forgets what requests have shown: of another state of the draft it
// proves nothing.
func (m *Model) ForgetProofs() { clear(m.proofs) }
