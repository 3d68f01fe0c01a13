package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var operationConflict = Rule{
	ID:        "operation-conflict",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that no two operations want the same endpoint.",
	Why:       `Two operations whose paths come out alike for one method cannot both be served.`,
	Fix:       "give the services different prefixes",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
