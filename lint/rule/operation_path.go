package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var operationPath = Rule{
	ID:        "operation-path",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that the path of an operation is one that a gateway can serve.",
	Why:       `A path that the router cannot hold is changed, or its operation left out.`,
	Fix:       "read the reason in the report of generate",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
