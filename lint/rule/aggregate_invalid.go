package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var aggregateInvalid = Rule{
	ID:        "aggregate-invalid",
	Severity:  diag.Error,
	Effect:    diag.Refused,
	Summary:   "Checks that an aggregate joins operations that go together.",
	Why:       `An entry of aggregate in the project file that names an operation no document has, or joins answers whose keys collide, would give an endpoint that is missing or loses data.`,
	Fix:       "correct the entry in .gatewright.yaml; the message names what does not fit",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
