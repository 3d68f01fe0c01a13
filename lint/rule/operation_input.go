package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var operationInput = Rule{
	ID:        "operation-input",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that what an operation takes reaches the backend.",
	Why:       `Some inputs, such as cookies and odd styles of lists, cannot be forwarded one by one.`,
	Fix:       "read the reason in the report of generate",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
