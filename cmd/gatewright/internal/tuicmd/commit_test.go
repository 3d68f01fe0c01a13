package tuicmd

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
)

func TestEditorComparesWithTheLastCommit(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("there is no git")
	}
	dir := t.TempDir()
	env := map[string]string{
		"PATH": os.Getenv("PATH"), "HOME": dir, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": filepath.Dir(dir),
		"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b", "GIT_COMMITTER_NAME": "a", "GIT_COMMITTER_EMAIL": "a@b",
	}
	a := action{input.Inputs{Console: &console.Console{Env: env}}}
	git := func(args ...string) {
		t.Helper()
		cmd := exec.Command("git", args...)
		cmd.Dir = dir
		for k, v := range env {
			cmd.Env = append(cmd.Env, k+"="+v)
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("git %v: %v\n%s", args, err, out)
		}
	}
	file := filepath.Join(dir, "krakend.json")
	if err := os.WriteFile(file, []byte(`{"version": 3}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := a.committed(context.Background(), file); err == nil || !strings.Contains(err.Error(), "git repository") {
		t.Errorf("outside of a repository: %v", err)
	}
	git("init", "-q")
	git("commit", "-q", "--allow-empty", "-m", "empty")
	if _, err := a.committed(context.Background(), file); err == nil || !strings.Contains(err.Error(), "the last commit has no krakend.json") {
		t.Errorf("a file that is not committed: %v", err)
	}
	git("add", "krakend.json")
	git("commit", "-q", "-m", "one")
	if err := os.WriteFile(file, []byte(`{}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if text, err := a.committed(context.Background(), file); err != nil || text != `{"version": 3}` {
		t.Errorf("got %q, %v", text, err)
	}
}
