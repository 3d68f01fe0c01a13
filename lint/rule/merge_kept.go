package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var mergeKept = Rule{
	ID:        "merge-kept",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that every generated endpoint is one that this run knows.",
	Why:       `An endpoint that an earlier run made, and of which this run has nothing to say, is kept: its service may only have been left out this time.`,
	Fix:       "delete the endpoint if it is no longer needed, or name its service again",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate when it merges into an existing file",
}
