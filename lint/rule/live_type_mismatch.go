package rule

import "github.com/gatewright/gatewright/config/diag"

var liveTypeMismatch = Rule{
	ID:        "live-type-mismatch",
	Severity:  diag.Info,
	Effect:    diag.Untidy,
	Summary:   "Checks that a backend's answer is what its Content-Type says.",
	Why:       "The gateway reads an answer as the configuration says, whatever its Content-Type is. Clients that get it passed through go by the header.",
	Fix:       "correct the header at the backend",
	NoProof:   "it is about the backends, not the configuration",
	Elsewhere: "by `gatewright lint --live`, and with `--replay`",
}
