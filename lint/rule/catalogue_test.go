package rule_test

import (
	"os"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/lint/rule"
)

// TestCatalogueIsWhole wants a rule, or a reason why there is none, for every
// mistake that is known.
func TestCatalogueIsWhole(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("testdata/catalogue.txt")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../../docs/lint.md")
	if err != nil {
		t.Fatal(err)
	}
	_, noRules, _ := strings.Cut(string(page), "**What is no rule, and why.**")
	seen := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		name, reason, isReason := strings.Cut(line, ": ")
		name, others, isOther := strings.Cut(name, " = ")
		if seen[name] {
			t.Errorf("%q stands twice", name)
		}
		seen[name] = true
		if _, ok := rule.Find(name); ok == (isOther || isReason) {
			t.Errorf("%q: a rule of that name: %v", line, ok)
		}
		for _, id := range strings.Fields(others) {
			if _, ok := rule.Find(id); !ok {
				t.Errorf("%s: there is no rule %q", name, id)
			}
		}
		if isReason && (len(reason) < 40 || !strings.Contains(noRules, "`"+name+"`")) {
			t.Errorf("%s: the reason %q is none, or docs/lint.md does not have it", name, reason)
		}
	}
	if len(seen) < 200 {
		t.Errorf("only %d mistakes were read", len(seen))
	}
}
