package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var securityScopes = Rule{
	ID:        "security-scopes",
	Severity:  diag.Warning,
	Effect:    diag.Unsafe,
	Summary:   "Checks that the scopes a specification asks for can be asked for.",
	Why:       `A token can be checked for all scopes of one list or for any of it. What the specification asks beyond that is left to the backend.`,
	Fix:       "have the backend check it, or make the alternatives of the operation alike",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
