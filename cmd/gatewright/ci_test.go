package main

import (
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v4"
)

const oneMistake = `{
  "version": 3,
  "endpoints": [
    {
      "endpoint": "/users",
      "output_encoding": "json-collection",
      "backend": [{"host": ["http://users:5000"], "url_pattern": "/users", "is_collection": true, "group": "users"}]
    }
  ]
}
`

// TestRecipesForCIAreWellFormed reads every recipe of the documentation, and
// the files that CI services read here.
func TestRecipesForCIAreWellFormed(t *testing.T) {
	page, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	recipes := regexp.MustCompile("(?s)```yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1)
	if len(recipes) < 3 {
		t.Fatalf("there are %d recipes", len(recipes))
	}
	for _, r := range recipes {
		wellFormed(t, r[1])
	}
	for _, name := range []string{"action.yml", ".pre-commit-hooks.yaml"} {
		data, err := os.ReadFile("../../" + name)
		if err != nil {
			t.Fatal(err)
		}
		wellFormed(t, string(data))
	}
}

func wellFormed(t *testing.T, text string) {
	t.Helper()
	var v any
	if err := yaml.Unmarshal([]byte(text), &v); err != nil || v == nil {
		t.Errorf("%v in %s", err, text)
	}
}

// TestGitLabRecipeWritesItsReports runs the command of the recipe as the job
// does.
func TestGitLabRecipeWritesItsReports(t *testing.T) {
	page, err := os.ReadFile("../../docs/ci.md")
	if err != nil {
		t.Fatal(err)
	}
	command := regexp.MustCompile(`(?m)^ +- (gatewright lint .*-f gitlab=.*)$`).FindStringSubmatch(string(page))
	if command == nil {
		t.Fatal("there is no such command")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "krakend.json"), oneMistake)
	if code := shell(t, dir, command[1], nil); code != 1 {
		t.Errorf("the command exits with %d", code)
	}
	var entries []map[string]any
	if err := json.Unmarshal([]byte(read(t, filepath.Join(dir, "gl-code-quality-report.json"))), &entries); err != nil || len(entries) == 0 {
		t.Errorf("the report is %v: %v", entries, err)
	}
	if !strings.Contains(read(t, filepath.Join(dir, "gateway.xml")), "<failure") {
		t.Error("the test report has no failure")
	}
}

// TestActionAnnotatesAndReports runs the last step of the action.
func TestActionAnnotatesAndReports(t *testing.T) {
	for _, program := range []string{"bash", "go"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skip(program + " is not installed")
		}
	}
	var action struct {
		Runs struct {
			Steps []struct {
				Run string
				Env map[string]string
			}
		}
	}
	if err := yaml.Unmarshal([]byte(read(t, "../../action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	step := action.Runs.Steps[len(action.Runs.Steps)-1]
	dir := t.TempDir()
	bin := filepath.Join(dir, "go", "bin")
	if err := os.MkdirAll(bin, 0o755); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(bin, "gatewright")
	write(t, program, "#!/bin/sh\nexec gatewright \"$@\"\n")
	if err := os.Chmod(program, 0o700); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(dir, "a file.json"), oneMistake)
	inputs := map[string]string{
		"FILES": "a file.json\n", "SPEC": "", "FAIL_ON": "never", "SINCE": "", "SARIF": "out.sarif", "SUMMARY": "true",
	}
	env := []string{"GOPATH=" + filepath.Join(dir, "go"), "GITHUB_STEP_SUMMARY=" + filepath.Join(dir, "summary.md")}
	for name := range step.Env {
		value, known := inputs[name]
		if !known {
			t.Errorf("the step has an input %s that is not tried", name)
		}
		env = append(env, name+"="+value)
	}
	if code := shell(t, dir, step.Run, env); code != 0 {
		t.Errorf("the step exits with %d", code)
	}
	for name, want := range map[string]string{"out.sarif": "json-collection-grouped", "summary.md": "json-collection-grouped"} {
		if !strings.Contains(read(t, filepath.Join(dir, name)), want) {
			t.Errorf("%s does not name %s", name, want)
		}
	}
	i := slices.IndexFunc(env, func(kv string) bool { return kv == "FAIL_ON=never" })
	env[i] = "FAIL_ON="
	if code := shell(t, dir, step.Run, env); code != 1 {
		t.Errorf("with an error the step exits with %d", code)
	}
}

// shell runs a script as CI services do, and returns its exit code.
func shell(t *testing.T, dir, script string, env []string) int {
	t.Helper()
	bash, err := exec.LookPath("bash")
	if err != nil {
		t.Skip("bash is not installed")
	}
	cmd := exec.CommandContext(t.Context(), bash, "--noprofile", "--norc", "-eo", "pipefail", "-c", script)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), env...)
	out, err := cmd.CombinedOutput()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	if code := cmd.ProcessState.ExitCode(); code < 2 {
		return code
	}
	t.Fatalf("%v: %s", err, out)
	return 0
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
