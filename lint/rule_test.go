package lint_test

import (
	"context"
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
	result, err := lint.Run(context.Background(), config.Parse(name, []byte(text)), lint.Options{Services: services(t, r.Spec)})
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
			good := example(t, r, r.Good).Findings
			for _, f := range good {
				if f.Rule == r.ID || f.Severity == diag.Error {
					t.Errorf("the right example gives %v", f)
				}
			}
		})
	}
}
