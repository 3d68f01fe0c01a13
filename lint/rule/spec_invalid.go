package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var specInvalid = Rule{
	ID:        "spec-invalid",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that a specification keeps the rules of OpenAPI.",
	Why:       `What breaks the rules may be read in another way than it is meant.`,
	Fix:       "mend the specification",
	NoProof:   "it is about a specification",
	Elsewhere: "about a specification when it is read",
}
