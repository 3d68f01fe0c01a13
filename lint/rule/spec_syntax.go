package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var specSyntax = Rule{
	ID:        "spec-syntax",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that the text of a specification has no faults.",
	Why:       `A fault in the text that reading survives, such as a key that stands twice, may hide a part of it.`,
	Fix:       "mend the specification",
	NoProof:   "it is about a specification",
	Elsewhere: "about a specification when it is read",
}
