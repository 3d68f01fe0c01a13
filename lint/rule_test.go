package lint_test

import (
	"context"
	"io/fs"
	"slices"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/rule"
	"github.com/gatewright/gatewright/spec"
	"github.com/gatewright/gatewright/spec/openapi"
)

// example runs a rule's example, with its specification.
func example(t *testing.T, r *rule.Rule, text string) *lint.Result {
	t.Helper()
	name := r.Name
	if name == "" {
		name = "krakend.json"
	}
	result, err := lint.Run(context.Background(), config.Parse(name, []byte(text)), lint.Options{Services: services(t, r.Spec), Enable: []string{r.ID}, ReadFile: noFile})
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func services(t *testing.T, text string) []*spec.Service {
	t.Helper()
	if text == "" {
		return nil
	}
	svc, err := openapi.Load(context.Background(), "-", openapi.Options{Name: "backend", Stdin: strings.NewReader(text)})
	if err != nil {
		t.Fatal(err)
	}
	return []*spec.Service{svc}
}

func ofRule(findings []diag.Finding, id string) []diag.Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f diag.Finding) bool { return f.Rule != id })
}

func TestBadExampleGivesItsFindingAndGoodNone(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		t.Run(r.ID, func(t *testing.T) {
			t.Parallel()
			if r.Elsewhere != "" {
				t.Skip(r.Elsewhere)
			}
			bad := ofRule(example(t, r, r.Bad).Findings, r.ID)
			if len(bad) == 0 {
				t.Errorf("the wrong example gives no finding of the rule; it gives %v", example(t, r, r.Bad).Findings)
			}
			for _, f := range bad {
				if f.Message == "" || strings.HasSuffix(f.Message, ".") {
					t.Errorf("the message %q is empty or ends in a period", f.Message)
				}
			}
			if r.NeedsSpec() && r.ID != "operation-not-in-spec" && r.ID != "merge-key-collision" {
				namesItsSource(t, bad)
			}
			good := example(t, r, r.Good).Findings
			for _, f := range good {
				if f.Rule == r.ID || f.Severity == diag.Error {
					t.Errorf("the right example gives %v", f)
				}
			}
		})
	}
}

// namesItsSource holds findings that rest on a specification to naming the
// place in it.
func namesItsSource(t *testing.T, findings []diag.Finding) {
	t.Helper()
	for _, f := range findings {
		if !slices.ContainsFunc(f.Related, func(r diag.Related) bool { return r.Label == "spec" && !r.Span.IsZero() }) {
			t.Errorf("%v names no place in the specification: %v", f, f.Related)
		}
	}
}

// TestRulesThatNeedASpecificationAreSilentWithoutOne runs their examples as a
// user does who has no document.
func TestRulesThatNeedASpecificationAreSilentWithoutOne(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		if !r.NeedsSpec() {
			continue
		}
		if found := ofRule(run(t, r.Bad, lint.Options{}).Findings, r.ID); len(found) > 0 {
			t.Errorf("%s finds %v", r.ID, found)
		}
	}
}

func TestSpecificationOfAnotherHostSaysNothing(t *testing.T) {
	t.Parallel()
	for _, r := range rule.All() {
		if !r.NeedsSpec() {
			continue
		}
		elsewhere := strings.ReplaceAll(r.Bad, rule.BackendHost, "http://other:9000")
		if found := ofRule(example(t, r, elsewhere).Findings, r.ID); len(found) > 0 {
			t.Errorf("%s finds %v", r.ID, found)
		}
	}
}

// TestSpecificationWithoutAHostMissesNothingAtOneHost tells a call that the
// document does not know from one that goes to a backend it does not describe.
func TestSpecificationWithoutAHostMissesNothingAtOneHost(t *testing.T) {
	t.Parallel()
	r, _ := rule.Find("operation-not-in-spec")
	homeless := services(t, strings.Replace(r.Spec, `"servers": [{"url": "http://backend:8080"}],`, "", 1))
	one := run(t, r.Bad, lint.Options{Services: homeless})
	if len(ofRule(one.Findings, r.ID)) == 0 {
		t.Errorf("with one host there is nothing: %v", one.Findings)
	}
	other := `{"endpoint": "/other", "backend": [{"host": ["http://other:9000"], "url_pattern": "/users"}]},`
	two := run(t, strings.Replace(r.Bad, `"endpoints": [`, `"endpoints": [`+other, 1), lint.Options{Services: homeless})
	if found := ofRule(two.Findings, r.ID); len(found) > 0 {
		t.Errorf("with two hosts there are %v", found)
	}
}

// noFile is a folder without files.
func noFile(name string) ([]byte, error) { return nil, fs.ErrNotExist }
