package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var specOperation = Rule{
	ID:        "spec-operation",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that every operation of a specification can be used.",
	Why:       `An operation that cannot be understood, such as one with a reference that leads nowhere, is left out.`,
	Fix:       "mend the specification",
	NoProof:   "it is about a specification",
	Elsewhere: "about a specification when it is read",
}
