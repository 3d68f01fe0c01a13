package input

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
)

// AtCommit returns the text of a file at a commit, nil where the commit has no
// such file.
func AtCommit(ctx context.Context, environ []string, rev, file string) ([]byte, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, exit.Usagef("write --since HEAD, a branch or a commit", "%q is no commit", rev)
	}
	dir, base := filepath.Split(file)
	git := func(args ...string) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "git", args...)
		cmd.Dir = dir
		cmd.Env = append(environ, "LC_ALL=C", "GIT_OPTIONAL_LOCKS=0")
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		if errors.Is(err, exec.ErrNotFound) {
			return nil, fmt.Errorf("--since needs git, and there is none: %w", err)
		}
		if err != nil && stderr.Len() > 0 {
			err = errors.New(strings.TrimPrefix(strings.TrimSpace(stderr.String()), "fatal: "))
		}
		return out, err
	}
	if out, err := git("rev-parse", "--verify", "--quiet", rev+"^{commit}"); err != nil {
		if len(out) == 0 && isExit(err) {
			return nil, exit.Usagef("write --since HEAD, a branch or a commit; a shallow clone may lack it", "there is no commit %q", rev)
		}
		return nil, fmt.Errorf("looking for %q: %w", rev, err)
	}
	name := rev + ":./" + base
	if _, err := git("cat-file", "-e", name); err != nil {
		return nil, nil
	}
	text, err := git("cat-file", "blob", name)
	if err != nil {
		return nil, fmt.Errorf("reading %q at %q: %w", file, rev, err)
	}
	return text, nil
}

func isExit(err error) bool {
	var exit *exec.ExitError
	return errors.As(err, &exit)
}
