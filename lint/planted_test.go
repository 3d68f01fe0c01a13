package lint_test

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
	"golang.org/x/tools/txtar"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/planted"
	"github.com/gatewright/gatewright/lint"
)

// both are a case as JSON and as YAML.
func both(t testing.TB, c planted.Case) map[string][]byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(c.Text, &v); err != nil {
		t.Fatal(err)
	}
	inYAML, err := yaml.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return map[string][]byte{"krakend.json": c.Text, "krakend.yaml": inYAML}
}

func findings(t testing.TB, name string, text []byte, files func(string) ([]byte, error), enable ...string) []diag.Finding {
	t.Helper()
	r, err := lint.Run(context.Background(), config.Parse(name, text), lint.Options{ReadFile: files, Enable: enable})
	if err != nil {
		t.Fatal(err)
	}
	return r.Findings
}

// TestPlantedMistakesAreFound wants a finding at the place of each mistake: of
// the rules that the corpus names, or a warning of any where it names none.
func TestPlantedMistakesAreFound(t *testing.T) {
	t.Parallel()
	for _, c := range planted.Mistakes() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for name, text := range both(t, c) {
				found := findings(t, name, text, noFile, c.Rules...)
				there := slices.DeleteFunc(slices.Clone(found), func(f diag.Finding) bool {
					return c.Path != "" && strings.Trim(f.Endpoint.Path, "/") != strings.Trim(c.Path, "/")
				})
				if len(c.Rules) == 0 && !slices.ContainsFunc(there, func(f diag.Finding) bool { return f.Severity >= diag.Warning }) {
					t.Errorf("%s: nothing is found there, only %v", name, found)
				}
				for _, id := range c.Rules {
					if len(ofRule(there, id)) == 0 {
						t.Errorf("%s: no finding of %s, only %v", name, id, there)
					}
				}
			}
		})
	}
}

// TestWhatMistakesArePlantedIntoIsRight keeps the other test honest: without
// the mistake there is nothing to find.
func TestWhatMistakesArePlantedIntoIsRight(t *testing.T) {
	t.Parallel()
	for _, f := range findings(t, "krakend.json", planted.Base(), noFile) {
		if f.Severity > diag.Info {
			t.Errorf("there is %v", f)
		}
	}
}

// TestUnusualButRightIsNoFinding wants no error, and no warning but those that
// the corpus lets pass.
func TestUnusualButRightIsNoFinding(t *testing.T) {
	t.Parallel()
	for _, c := range planted.Right() {
		t.Run(c.Name, func(t *testing.T) {
			t.Parallel()
			for name, text := range both(t, c) {
				for _, f := range findings(t, name, text, everyFile, c.Silent...) {
					if slices.Contains(c.Silent, f.Rule) && (c.Path == "" || f.Endpoint.Path == c.Path) {
						t.Errorf("%s: %v, though it must be silent", name, f)
					}
					if f.Severity == diag.Error || f.Severity == diag.Warning && !slices.Contains(c.Rules, f.Rule) {
						t.Errorf("%s: %v", name, f)
					}
				}
			}
		})
	}
}

// everyFile is a folder in which every file is.
func everyFile(string) ([]byte, error) { return nil, nil }

// TestWhatTeamsWriteIsNoFinding runs whole configurations of the usual kinds:
// payments, shops, sign-on, websites, files, queues.
func TestWhatTeamsWriteIsNoFinding(t *testing.T) {
	t.Parallel()
	archive, err := txtar.ParseFile("testdata/teams.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range archive.Files {
		t.Run(file.Name, func(t *testing.T) {
			t.Parallel()
			for _, f := range findings(t, file.Name, file.Data, everyFile) {
				if f.Severity > diag.Info {
					t.Error(f)
				}
			}
		})
	}
}
