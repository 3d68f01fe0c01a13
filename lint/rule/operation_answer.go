package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var operationAnswer = Rule{
	ID:        "operation-answer",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that the answers of an operation come through as the specification says.",
	Why:       `Decoding may change statuses and drop headers; where it would break the answer it is passed through.`,
	Fix:       "read the reason in the report of generate",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
