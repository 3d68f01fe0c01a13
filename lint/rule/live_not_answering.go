package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var liveNotAnswering = Rule{
	ID:       "live-not-answering",
	Severity: diag.Warning,
	Effect:   diag.Fails,
	Summary:  "Checks that the backends answer when they are asked.",
	Why:      `A backend that does not answer, or with another status than 2xx, makes the requests of clients fail. One that asks for credentials, or sends clients elsewhere, is worth knowing of only.`,
	Fix:      "start the backend, or correct its host and url_pattern",
	NoProof:  "it is about the backends, not the configuration",

	Elsewhere: "by `gatewright lint --live`, and with `--replay`",
}
