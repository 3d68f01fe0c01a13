package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var securityForwarded = Rule{
	ID:        "security-forwarded",
	Severity:  diag.Warning,
	Effect:    diag.Unsafe,
	Summary:   "Checks that what a specification protects is protected by the gateway too.",
	Why:       `Where the specification asks for credentials and the gateway has no way to check them, it forwards them and leaves the check to the backend. Nothing is open that the backend closes, but the gateway stops nobody.`,
	Fix:       "tell generate how to check the scheme: auth in .gatewright.yaml with alg and jwk_url",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
