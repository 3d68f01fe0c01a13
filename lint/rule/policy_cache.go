package rule

import (
	"github.com/gatewright/gatewright/config/diag"
)

var policyCache = Rule{
	ID:        "policy-cache",
	Severity:  diag.Warning,
	Effect:    diag.Unsafe,
	Summary:   "Checks that a policy caches no answers that belong to one client.",
	Why:       `cache_ttl on an operation that needs credentials tells every cache on the way to keep a personal answer.`,
	Fix:       "take the operation out of the policy, or leave cache_ttl out",
	NoProof:   "it is about making a configuration",
	Elsewhere: "by gatewright generate",
}
