package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var policyUnused = Rule{
	ID:        "policy-unused",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that every policy of the project file meets an operation.",
	Why:       `A policy whose patterns meet nothing does nothing, most often for a typing error in a path or tag.`,
	Fix:       "correct its paths, tags or methods, or delete it",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
