package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var mergeConflict = Rule{
	ID:        "merge-conflict",
	Severity:  diag.Error,
	Effect:    diag.Untidy,
	Summary:   "Checks that what a person changed and what the specification changed do not meet in one place.",
	Why:       `On regeneration the change that a person made in the configuration is kept where the documents want another value, or have the endpoint no more. Which of the two is right, only the person knows.`,
	Fix:       "compare the two values, and keep the right one",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate when it merges into an existing file",
}
