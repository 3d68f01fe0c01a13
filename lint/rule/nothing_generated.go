package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var nothingGenerated = Rule{
	ID:        "nothing-generated",
	Severity:  diag.Error,
	Effect:    diag.Untidy,
	Summary:   "Checks that a specification gives endpoints.",
	Why:       `A specification without an operation that can be served gives an empty configuration.`,
	Fix:       "look at what was left out, and why, in the report of generate",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
