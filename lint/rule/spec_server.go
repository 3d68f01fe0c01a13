package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var specServer = Rule{
	ID:        "spec-server",
	Severity:  diag.Warning,
	Effect:    diag.Untidy,
	Summary:   "Checks that servers of a specification have URLs that can be used.",
	Why:       `A server whose URL cannot be read says nothing of where the backend is.`,
	Fix:       "mend the specification",
	NoProof:   "it is about a specification",
	Elsewhere: "about a specification when it is read",
}
