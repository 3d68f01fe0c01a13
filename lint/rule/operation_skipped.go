package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var operationSkipped = Rule{
	ID:        "operation-skipped",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that every operation of a specification can be served.",
	Why:       `An operation that a gateway cannot serve, such as one with an unsupported method, gets no endpoint. The report of generate names each with its reason.`,
	Fix:       "read the reason in the report of generate",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
