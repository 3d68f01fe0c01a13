package lint_test

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// recorded is what the tests read of a recorded case.
type recorded struct {
	Name   string
	Config json.RawMessage
	Starts *bool
}

var (
	placeholder = regexp.MustCompile(`\{\{[a-z0-9_]+\}\}`)
	address     = regexp.MustCompile(`\{\{[a-z0-9_]+\.hostport\}\}`)
)

// document returns the configuration of a case, with hosts in place of the
// runner's placeholders.
func (c *recorded) document() *config.Document {
	var text string
	if json.Unmarshal(c.Config, &text) != nil {
		text = string(c.Config)
	}
	text = strings.ReplaceAll(text, "{{port}}", "8080")
	text = address.ReplaceAllString(placeholder.ReplaceAllString(text, "http://backend:9000"), "backend:9000")
	return config.Parse("krakend.json", []byte(text))
}

func recordedCases(t *testing.T) map[string]*recorded {
	t.Helper()
	files, _ := filepath.Glob("../testdata/conformance/*/*.json")
	if len(files) == 0 {
		t.Fatal("there are no recorded cases")
	}
	cases := map[string]*recorded{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		c := &recorded{}
		if err := json.Unmarshal(data, c); err != nil {
			t.Fatal(err)
		}
		cases[filepath.Base(filepath.Dir(file))+"/"+c.Name] = c
	}
	return cases
}

// unseen are the cases that the reference refuses for what is not in the file:
// the environment, files of settings and of keys.
var unseen = []string{
	"env-overrides/bad-value", "flexible-config/broken-settings", "flexible-config/settings-missing-dir",
	"jwt/bad-local-file", "jwt/fingerprints-bad", "jwt/local-path-missing",
}

func TestWhatTheReferenceRefusesIsAnError(t *testing.T) {
	t.Parallel()
	for name, c := range recordedCases(t) {
		if c.Starts == nil || *c.Starts || slices.Contains(unseen, name) {
			continue
		}
		r, err := lint.Run(context.Background(), c.document(), lint.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.ContainsFunc(r.Findings, func(f diag.Finding) bool { return f.Severity == diag.Error && f.Effect == diag.Refused }) {
			t.Errorf("%s: the reference does not start, and there is no such error in %v", name, r.Findings)
		}
	}
}

// TestOnlyRecordedMistakesAreErrors holds the errors of all recorded cases that
// start against a list that was looked through by hand: each is of a case that
// was recorded to show just that mistake, where clients get an error, nothing,
// or what they should not see. No other case has an error.
func TestOnlyRecordedMistakesAreErrors(t *testing.T) {
	t.Parallel()
	cases := recordedCases(t)
	var got strings.Builder
	for _, name := range slices.Sorted(maps.Keys(cases)) {
		c := cases[name]
		if c.Starts != nil && !*c.Starts || strings.HasPrefix(name, "flexible-config/") {
			continue // templates are no configurations before they are rendered
		}
		r, err := lint.Run(context.Background(), c.document(), lint.Options{})
		if err != nil {
			t.Fatal(err)
		}
		var rules []string
		for _, f := range r.Findings {
			if f.Severity != diag.Error {
				continue
			}
			if f.Effect == diag.Refused {
				t.Errorf("%s: the reference starts, and lint says %v", name, f)
			}
			if !slices.Contains(rules, f.Rule) {
				rules = append(rules, f.Rule)
			}
		}
		if slices.Sort(rules); len(rules) > 0 {
			fmt.Fprintf(&got, "%s: %s\n", name, strings.Join(rules, " "))
		}
	}
	golden(t, "testdata/recorded.txt", got.String())
}

// golden compares a text with a file, or rewrites the file with -update.
func golden(t *testing.T, file, got string) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs, rewrite it with -update (-want +got):\n%s", file, diff)
	}
}
