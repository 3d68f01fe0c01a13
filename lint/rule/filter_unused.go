package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var filterUnused = Rule{
	ID:        "filter-unused",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that every filter of generate meets an operation.",
	Why:       `A filter that meets nothing, often for a typing error, lets in or leaves out other operations than was meant.`,
	Fix:       "correct the pattern, or delete it",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
