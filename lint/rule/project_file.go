package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var projectFile = Rule{
	ID:        "project-file",
	Severity:  diag.Error,
	Effect:    diag.Refused,
	Summary:   "Checks that the project file can be read.",
	Why:       `A project file with an unknown key or a wrong value stops every command that needs it, before it does something else than was meant.`,
	Fix:       "mend .gatewright.yaml at the place shown",
	NoProof:   "it is not about a configuration of the gateway",
	Elsewhere: "about .gatewright.yaml by the command that reads it",
}
