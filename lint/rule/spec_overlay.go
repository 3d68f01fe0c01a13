package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var specOverlay = Rule{
	ID:        "spec-overlay",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that every action of an overlay meets something.",
	Why:       `An action of an overlay whose target meets nothing changes nothing.`,
	Fix:       "correct the target, or delete the action",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
