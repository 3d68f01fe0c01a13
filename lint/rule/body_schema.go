package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var bodySchema = Rule{
	ID:        "body-schema",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that the schema of a request body can be put into the configuration.",
	Why:       `With --validate-bodies generate writes the body schema of each operation into validation/json-schema. A schema that does not compile would switch the check off without a word, so it is left out, or the keyword that stands in the way.`,
	Fix:       "change the keyword in the specification that the message names",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
