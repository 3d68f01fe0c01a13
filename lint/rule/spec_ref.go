package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var specRef = Rule{
	ID:        "spec-ref",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that references of a specification lead somewhere.",
	Why:       `What a reference that leads nowhere was to say is unknown.`,
	Fix:       "mend the specification",
	NoProof:   "it is about a specification",
	Elsewhere: "about a specification when it is read",
}
