package lint_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/lint"
)

func TestMergeSaysInWhichEnvironmentsAFindingHolds(t *testing.T) {
	t.Parallel()
	finding := func(id, message string) diag.Finding {
		// Each rendering reads its files anew.
		src := syntax.NewSource("gateway.tmpl", []byte("{}"))
		return diag.Finding{Rule: id, Message: message, Span: syntax.Span{Source: src, End: 2}}
	}
	environment := func(name string, findings ...diag.Finding) lint.Environment {
		return lint.Environment{Name: name, Result: &lint.Result{Document: config.Parse("gateway.tmpl", []byte("{}")), Findings: findings}}
	}
	merged := lint.Merge([]lint.Environment{
		environment("dev", finding("a-rule", "everywhere"), finding("b-rule", "twice"), finding(diag.IgnoreUnused, "not needed here")),
		environment("test", finding("a-rule", "everywhere"), finding("b-rule", "twice")),
		environment("prod", finding("a-rule", "everywhere"), finding("c-rule", "once"), finding("c-rule", "once")),
	})
	var got []string
	for _, f := range merged.Findings {
		got = append(got, f.Message)
	}
	want := []string{"everywhere", "twice (only in dev, test)", "once (only in prod)"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if lint.Merge(nil) != nil {
		t.Error("no environment gives a result")
	}
}
