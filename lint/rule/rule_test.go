package rule_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/lint/rule"
)

func TestEveryRuleIsDocumentedInOneFileOfItsName(t *testing.T) {
	t.Parallel()
	kebab := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`)
	seen := map[string]bool{}
	for _, r := range rule.All() {
		if seen[r.ID] || !kebab.MatchString(r.ID) {
			t.Errorf("the id %q stands twice or is not kebab-case", r.ID)
		}
		seen[r.ID] = true
		if !strings.HasPrefix(r.Summary, "Checks that ") || !strings.HasSuffix(r.Summary, ".") {
			t.Errorf("%s: the summary %q is no sentence that starts with Checks that", r.ID, r.Summary)
		}
		if !strings.HasSuffix(r.Why, ".") || len(r.Why) < 40 {
			t.Errorf("%s: it does not say why: %q", r.ID, r.Why)
		}
		if r.Fix == "" || strings.HasSuffix(r.Fix, ".") || r.Fix[0] >= 'A' && r.Fix[0] <= 'Z' {
			t.Errorf("%s: the fix %q is empty, or a sentence", r.ID, r.Fix)
		}
		if (r.Bad == "" || r.Bad == r.Good) && r.Elsewhere == "" {
			t.Errorf("%s: an example is missing, or the two are the same", r.ID)
		}
		if _, err := os.Stat(strings.ReplaceAll(r.ID, "-", "_") + ".go"); err != nil {
			t.Errorf("%s has no file of its name: %v", r.ID, err)
		}
	}
}

// TestEverySharedIDIsARule holds the ids that other rooms report against the
// documentation.
func TestEverySharedIDIsARule(t *testing.T) {
	t.Parallel()
	file, err := parser.ParseFile(token.NewFileSet(), "../../config/diag/rules.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	ast.Inspect(file, func(node ast.Node) bool {
		lit, ok := node.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		id, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		n++
		if _, ok := rule.Find(id); !ok {
			t.Errorf("there is no rule %q", id)
		}
		return true
	})
	if n < 30 {
		t.Errorf("only %d ids were found", n)
	}
}

// TestEveryFileOfARuleIsInTheList finds rules that were written and forgotten.
func TestEveryFileOfARuleIsInTheList(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	declares := regexp.MustCompile(`(?m)^var \w+ = Rule\{$`)
	n := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n += len(declares.FindAll(data, -1))
	}
	if n != len(rule.All()) {
		t.Errorf("%d rules are written, %d are in the list", n, len(rule.All()))
	}
}

func TestMatchTakesStarsForAnyText(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		pattern, id string
		want        bool
	}{
		{"noop-static", "noop-static", true},
		{"noop-static", "noop-static-2", false},
		{"noop-*", "noop-static", true},
		{"*", "noop-static", true},
		{"*-static", "noop-static", true},
		{"n*p-*c", "noop-static", true},
		{"n*q*", "noop-static", false},
		{"", "noop-static", false},
		{"noop-*-*", "noop-static", false},
	} {
		if got := rule.Match(tt.pattern, tt.id); got != tt.want {
			t.Errorf("%q matches %q: %v", tt.pattern, tt.id, got)
		}
	}
}

func TestSuggestNamesTheNearestFirst(t *testing.T) {
	t.Parallel()
	for id, want := range map[string]string{
		"collection_missing": "collection-missing",
		"colection-mising":   "collection-missing",
		"noop-backend":       "noop-backend-only",
	} {
		if got := rule.Suggest(id); len(got) == 0 || !slices.Contains(got, want) {
			t.Errorf("for %q it suggests %v", id, got)
		}
	}
	if got := rule.Suggest("zzzzzzzz"); len(got) > 0 {
		t.Errorf("for nonsense it suggests %v", got)
	}
}

func TestNearestKeepsToItsLimit(t *testing.T) {
	t.Parallel()
	got := rule.Nearest("is_colection", []string{"is_collection", "encoding", "is_collections"}, 2)
	if diff := cmp.Diff([]string{"is_collection", "is_collections"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if got := rule.Nearest("allow", []string{"encoding"}, 1); len(got) > 0 {
		t.Errorf("far words are near: %v", got)
	}
}
