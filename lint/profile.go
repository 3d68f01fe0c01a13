package lint

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint/rule"
)

// Profile is a choice of rules.
type Profile string

// The profiles; "" is Recommended. Minimal has the rules of severity error, and
// of the others what they find that is an error all the same: what is refused,
// fails, answers wrongly or is unsafe for sure. Recommended has the rules as
// they are, but for those that would be noise on most configurations. Strict has
// all of them one severity higher. Security has those about what is open, leaked
// or unlimited, and of the others what they find that is. Every
// profile reports what is wrong with the text of the file and with its ignores.
// Audit has the questions of the reference gateway's own audit, and no other
// profile has them.
const (
	Minimal     Profile = "minimal"
	Recommended Profile = "recommended"
	Strict      Profile = "strict"
	Security    Profile = "security"
	Audit       Profile = "audit"
)

// Profiles returns the names of all profiles.
func Profiles() []string {
	return []string{string(Minimal), string(Recommended), string(Strict), string(Security), string(Audit)}
}

// ParseProfile reads the name of a profile.
func ParseProfile(s string) (Profile, error) {
	if slices.Contains(Profiles(), s) {
		return Profile(s), nil
	}
	return "", fmt.Errorf("unknown profile %q: it is one of %s", s, strings.Join(Profiles(), ", "))
}

// everywhere are the rules that no profile leaves out.
var everywhere = []string{diag.SyntaxError, "json-byte-order-mark", "json-comment", "json-trailing-comma", "ignore-*"}

func (p Profile) has(r *rule.Rule) bool {
	if p == Audit || r.Audit.Asked() {
		return p == Audit && (r.Audit.Asked() || matchesAny(everywhere, r.ID))
	}
	if r.Strict && p != Strict && p != Security {
		return false
	}
	return !r.Strict || p != Security || r.Effect == diag.Unsafe
}

// leavesOut reports whether a profile passes over a finding of a rule that it
// has.
func (p Profile) leavesOut(f diag.Finding) bool {
	r, known := rule.Find(f.Rule)
	if !known || matchesAny(everywhere, f.Rule) {
		return false
	}
	switch p {
	case Minimal:
		return r.Severity != diag.Error && f.Severity != diag.Error
	case Security:
		return r.Effect != diag.Unsafe && f.Effect != diag.Unsafe
	}
	return false
}

// left returns the findings that the profile does not pass over; a rule that is
// named in Only or Enable is heard out.
func (opts Options) left(found []diag.Finding) []diag.Finding {
	if len(opts.Only) > 0 {
		return found
	}
	return slices.DeleteFunc(found, func(f diag.Finding) bool {
		return opts.Profile.leavesOut(f) && !matchesAny(opts.Enable, f.Rule)
	})
}

// severity is what the profile makes of a severity.
func (p Profile) severity(s diag.Severity) diag.Severity {
	if p == Strict && s < diag.Error {
		return s + 1
	}
	return s
}

// Edition is which gateway a configuration is for.
type Edition string

// The editions; "" is Community.
const (
	Community  Edition = "ce"
	Enterprise Edition = "ee"
)

// Editions returns the names of all editions.
func Editions() []string { return []string{string(Community), string(Enterprise)} }

// ParseEdition reads the name of an edition.
func ParseEdition(s string) (Edition, error) {
	if slices.Contains(Editions(), s) {
		return Edition(s), nil
	}
	return "", fmt.Errorf("unknown edition %q: it is one of %s", s, strings.Join(Editions(), ", "))
}

// communityOnly are the rules about what the Community Edition lacks.
var communityOnly = []string{
	diag.NamespaceEnterprise, diag.SettingEnterprise, diag.EndpointWildcard, "encoding-enterprise",
}

func (e Edition) has(r *rule.Rule) bool {
	return e != Enterprise || !slices.Contains(communityOnly, r.ID)
}

// Override changes rules for some endpoints, or for all that a file has.
type Override struct {
	// Endpoints are patterns such as "GET /v1/old/*", in which * stands for any
	// text. Where there are none, the override is for the whole file.
	Endpoints []string
	// Off are the rules that say nothing, Severity those that have another
	// severity, both by id or pattern.
	Off      []string
	Severity map[string]diag.Severity
}

func (o Override) covers(f diag.Finding) bool {
	return len(o.Endpoints) == 0 || f.Endpoint != (diag.Endpoint{}) && matchesAny(o.Endpoints, f.Endpoint.String())
}

// silenced reports whether an override switches the rule of a finding off.
func (opts Options) silenced(f diag.Finding) bool {
	return slices.ContainsFunc(opts.Overrides, func(o Override) bool {
		return o.covers(f) && matchesAny(o.Off, f.Rule)
	})
}

// severity is what a finding has in the end: what an override says, else what
// Severity says, else what the profile makes of it. Of several overrides the
// last holds.
func (opts Options) severity(f diag.Finding) diag.Severity {
	for _, o := range slices.Backward(opts.Overrides) {
		if level, ok := levelOf(o.Severity, f.Rule); ok && o.covers(f) {
			return level
		}
	}
	if level, ok := levelOf(opts.Severity, f.Rule); ok {
		return level
	}
	return opts.Profile.severity(f.Severity)
}

// levelOf returns the severity of the longest pattern that a rule meets.
func levelOf(levels map[string]diag.Severity, id string) (level diag.Severity, ok bool) {
	best := ""
	for pattern, s := range levels {
		if rule.Match(pattern, id) && (!ok || len(pattern) > len(best) || len(pattern) == len(best) && pattern > best) {
			best, level, ok = pattern, s, true
		}
	}
	return level, ok
}
