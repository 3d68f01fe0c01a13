package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var authSettings = Rule{
	ID:        "auth-settings",
	Severity:  diag.Error,
	Effect:    diag.Fails,
	Summary:   "Checks that the auth settings of the project file are complete.",
	Why:       `A scheme without an algorithm or a key source makes a validator that refuses everybody.`,
	Fix:       "write alg and jwk_url or jwk_local_path under auth in .gatewright.yaml",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
