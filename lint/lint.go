// Package lint finds the mistakes of a gateway configuration before it runs.
//
//	result, err := lint.Run(ctx, doc, lint.Options{})
//	for _, f := range result.Findings { fmt.Println(f) }
//
// With the backends' specifications in Options it also judges whether each
// backend is read as it answers. The rules are in package lint/rule, the
// output formats in package lint/report. It changes no file: Fix gives the
// edits of safe fixes back as a new document.
package lint

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/start"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/spec"
)

// Options says which rules run and what they know. The zero value runs all
// rules without specifications.
type Options struct {
	// Services are what the backends say of themselves; without them the rules
	// that need a specification find nothing.
	Services []*spec.Service
	// Seen is what the backends answered when they were asked, see Ask. It is
	// judged beside what Services say.
	Seen []Observation
	// Only, Disable and Enable are ids of rules, in which * stands for any text.
	// Of the rules in Only, or of those of the profile where it is empty, those
	// in Disable are left out; those in Enable are brought back.
	Only, Disable, Enable []string
	// Severity gives rules another severity, by id or pattern; the longest
	// pattern that fits holds.
	Severity map[string]diag.Severity
	// Profile is the choice of rules that Disable and Enable start from; it does
	// not count where Only names rules.
	Profile Profile
	// Edition is which gateway the configuration is for.
	Edition Edition
	// Overrides change rules for some endpoints.
	Overrides []Override
	// ReadFile reads a file that a configuration names, such as a key or a
	// script, by the name that stands there; its error is fs.ErrNotExist where
	// there is none. With nil such files are left alone.
	ReadFile func(name string) ([]byte, error)
	// KeepIgnored reports findings in spite of the file's ignores.
	KeepIgnored bool
	// Today is the day against which "until" in ignores is held; the zero time
	// is now.
	Today time.Time
}

// Result is what was found in one document.
type Result struct {
	Document *config.Document
	// Findings are sorted by place.
	Findings []diag.Finding
	// Ignored are the findings that an ignore of the file, or a baseline, left
	// out.
	Ignored []Ignored
}

// Ignored is a finding that is passed over, with what says so and the reason
// that it gives.
type Ignored struct {
	diag.Finding
	Reason string
	By     IgnoredBy
}

// IgnoredBy is what says to pass a finding over.
type IgnoredBy string

// What passes findings over: an ignore in the file, an entry of a baseline, or
// that the finding was there in an earlier version of the file already.
const (
	ByFile     IgnoredBy = "file"
	ByBaseline IgnoredBy = "baseline"
	ByEarlier  IgnoredBy = "earlier"
)

// UnknownRuleError is the answer to an id or pattern that no rule meets.
type UnknownRuleError struct {
	ID string
	// Near are the ids that were probably meant.
	Near []string
}

// Error names the id and the nearest ones that exist.
func (e *UnknownRuleError) Error() string {
	s := fmt.Sprintf("there is no rule %q", e.ID)
	if len(e.Near) > 0 {
		s += fmt.Sprintf(", did you mean %q?", e.Near[0])
	}
	return s
}

// Run checks a document. The error is about the options or the context, never
// about the document: what is wrong with it is in the result.
func Run(ctx context.Context, doc *config.Document, opts Options) (*Result, error) {
	rules, err := selected(opts)
	if err != nil {
		return nil, err
	}
	found := slices.Clone(doc.Findings)
	if readable(doc) {
		opts.Services = Located(doc, opts.Services)
		more, err := inspect(ctx, doc, opts, rules)
		if err != nil {
			return nil, fmt.Errorf("checking %q: %w", doc.Source.Name, err)
		}
		found = append(found, more...)
	}
	on := switchedOn(rules)
	found = opts.running(found, on)
	locate(doc, found)
	found = slices.DeleteFunc(found, opts.silenced)
	result := &Result{Document: doc}
	result.Findings, result.Ignored = applyIgnores(doc, opts, on, found)
	for i := range result.Findings {
		result.Findings[i].Severity = opts.severity(result.Findings[i])
	}
	result.Findings = opts.left(result.Findings)
	result.Ignored = slices.DeleteFunc(result.Ignored, func(f Ignored) bool {
		return len(opts.left([]diag.Finding{f.Finding})) == 0
	})
	result.Findings = diag.Sort(result.Findings)
	return result, nil
}

// Choose returns the findings whose rules run, with the severities that the
// options give them. It is for findings that Run does not make, such as those
// about the rendering of a template.
func Choose(found []diag.Finding, opts Options) ([]diag.Finding, error) {
	rules, err := selected(opts)
	if err != nil {
		return nil, err
	}
	found = opts.running(slices.Clone(found), switchedOn(rules))
	found = slices.DeleteFunc(found, opts.silenced)
	for i := range found {
		found[i].Severity = opts.severity(found[i])
	}
	return opts.left(found), nil
}

func switchedOn(rules []*rule.Rule) map[string]bool {
	on := map[string]bool{}
	for _, r := range rules {
		on[r.ID] = true
	}
	return on
}

// running leaves out the findings of rules that do not run.
func (opts Options) running(found []diag.Finding, on map[string]bool) []diag.Finding {
	return slices.DeleteFunc(found, func(f diag.Finding) bool {
		if _, known := rule.Find(f.Rule); !known {
			// Whoever read the document may know rules that lint does not.
			return len(opts.Only) > 0
		}
		return !on[f.Rule]
	})
}

// readable reports whether the text holds a whole configuration: what a
// half-read file lacks would only be follow-ups of its syntax error.
func readable(doc *config.Document) bool {
	if doc.Root == nil {
		return false
	}
	for _, f := range doc.Findings {
		if f.Rule == diag.SyntaxError && f.Effect == diag.Refused {
			return false
		}
	}
	return true
}

func inspect(ctx context.Context, doc *config.Document, opts Options, rules []*rule.Rule) ([]diag.Finding, error) {
	svc := doc.Service()
	found := slices.Clone(svc.Findings())
	refused := start.Check(svc)
	found = append(found, refused...)
	pass := rule.NewPass(doc, opts.Services)
	pass.ReadFile = opts.ReadFile
	ruled, err := pass.Run(ctx, rules)
	if err != nil {
		return nil, err
	}
	seen, err := judge(ctx, doc, rules, opts.Seen)
	if err != nil {
		return nil, err
	}
	found = append(found, append(betterSaid(besides(ruled, refused), seen), seen...)...)
	return append(found, unsaid(checkSettings(svc), found)...), nil
}

// besides leaves out what a refusal at the same place makes needless to say.
func besides(ruled, refused []diag.Finding) []diag.Finding {
	colons := map[string]bool{}
	for _, f := range refused {
		colons[f.Pointer] = colons[f.Pointer] || f.Rule == diag.EndpointColon
	}
	return slices.DeleteFunc(ruled, func(f diag.Finding) bool {
		return f.Rule == rule.ColonParam && colons[f.Pointer]
	})
}

// unsaid returns the findings about settings that no rule of their own has
// reported already, and said better.
func unsaid(settings, said []diag.Finding) []diag.Finding {
	at := map[string]string{}
	worst := map[string]diag.Severity{}
	for _, f := range said {
		at[f.Pointer] += f.Message + "\n"
		worst[f.Pointer] = max(worst[f.Pointer], f.Severity)
	}
	return slices.DeleteFunc(settings, func(f diag.Finding) bool {
		messages, ok := at[f.Pointer]
		if !ok || f.Rule != diag.SettingMissing {
			return ok && worst[f.Pointer] >= f.Severity
		}
		_, key, _ := strings.Cut(f.Message, " needs ")
		return strings.Contains(messages, key)
	})
}

func selected(opts Options) ([]*rule.Rule, error) {
	for _, list := range [][]string{opts.Only, opts.Disable, opts.Enable} {
		if err := KnownRules(list...); err != nil {
			return nil, err
		}
	}
	for _, o := range append(slices.Clone(opts.Overrides), Override{Severity: opts.Severity}) {
		if err := KnownRules(slices.Concat(o.Off, slices.Sorted(maps.Keys(o.Severity)))...); err != nil {
			return nil, err
		}
	}
	return slices.DeleteFunc(slices.Clone(rule.All()), func(r *rule.Rule) bool {
		switch {
		case len(opts.Only) > 0 && !matchesAny(opts.Only, r.ID):
			return true
		case matchesAny(opts.Enable, r.ID):
			return false
		case len(opts.Only) == 0 && !(opts.Profile.has(r) && opts.Edition.has(r)):
			return true
		}
		return matchesAny(opts.Disable, r.ID)
	}), nil
}

// KnownRules returns an UnknownRuleError for the first id or pattern that no
// rule meets, nil where there is none.
func KnownRules(patterns ...string) error {
	for _, p := range patterns {
		if !slices.ContainsFunc(rule.All(), func(r *rule.Rule) bool { return rule.Match(p, r.ID) }) {
			return &UnknownRuleError{ID: p, Near: rule.Suggest(strings.ReplaceAll(p, "*", ""))}
		}
	}
	return nil
}

func matchesAny(patterns []string, id string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return rule.Match(p, id) })
}

// Count returns how many findings have a severity.
func (r *Result) Count(s diag.Severity) int {
	n := 0
	for _, f := range r.Findings {
		if f.Severity == s {
			n++
		}
	}
	return n
}

// Fixable returns how many findings have a safe fix.
func (r *Result) Fixable() int {
	n := 0
	for _, f := range r.Findings {
		if safeFix(f, false) != nil {
			n++
		}
	}
	return n
}

// FailOn is the severity from which on findings make a run fail.
type FailOn uint8

// The thresholds; the zero value is FailOnError.
const (
	FailOnError FailOn = iota
	FailOnWarning
	FailOnInfo
	FailNever
)

var failOnNames = []string{"error", "warning", "info", "never"}

// ParseFailOn reads a threshold: error, warning, info or never.
func ParseFailOn(s string) (FailOn, error) {
	if i := slices.Index(failOnNames, s); i >= 0 {
		return FailOn(i), nil
	}
	return 0, fmt.Errorf("unknown level %q: it is one of %s", s, strings.Join(failOnNames, ", "))
}

// String returns the threshold's name.
func (f FailOn) String() string {
	if int(f) < len(failOnNames) {
		return failOnNames[f]
	}
	return fmt.Sprintf("fail-on(%d)", uint8(f))
}

// Reached reports whether a severity is at or above the threshold.
func (f FailOn) Reached(s diag.Severity) bool {
	return f < FailNever && s >= diag.Error-diag.Severity(f)
}

// Fails reports whether a finding is at or above the threshold.
func (r *Result) Fails(on FailOn) bool {
	worst, ok := diag.Worst(r.Findings)
	return ok && on.Reached(worst)
}
