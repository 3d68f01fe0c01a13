package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var extensionInvalid = Rule{
	ID:        "extension-invalid",
	Severity:  diag.Error,
	Effect:    diag.Untidy,
	Summary:   "Checks that x-gatewright in a specification says what generate understands.",
	Why:       `A misspelled key of x-gatewright would be passed over, and the endpoint would not be what its author meant.`,
	Fix:       "use the keys that the message lists",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
