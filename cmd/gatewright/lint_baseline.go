package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/syntax"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
)

// baselineName is the baseline file that is used where no option names one.
const baselineName = ".gatewright-baseline.json"

// baseline is a baseline file and what is done with it. The nil baseline is
// none at all.
type baseline struct {
	*lint.Baseline
	path         string
	write, prune bool
	stdinName    string
}

// openBaseline reads the baseline that --baseline names, else the one beside
// the project file or in the working folder.
func openBaseline(c *cli.Context, p *project.File) (*baseline, error) {
	b := &baseline{path: c.String("baseline"), write: c.Bool("baseline-write"), prune: c.Bool("baseline-prune"), stdinName: c.String("stdin-name")}
	named := b.path != ""
	if !named {
		b.path = filepath.Join(filepath.Dir(p.Path), baselineName)
	}
	if b.write && b.prune {
		return nil, usagef("--baseline-write does both", "--baseline-write and --baseline-prune exclude each other")
	}
	if b.path == "none" {
		if b.write || b.prune {
			return nil, usagef("name a file with --baseline", "there is no baseline to write")
		}
		return nil, nil
	}
	data, err := os.ReadFile(b.path)
	switch {
	case errors.Is(err, fs.ErrNotExist) && b.write:
		b.Baseline = lint.NewBaseline()
		return b, nil
	case errors.Is(err, fs.ErrNotExist) && !named && !b.prune:
		return nil, nil
	case errors.Is(err, fs.ErrNotExist):
		return nil, usagef("make it with --baseline-write", "there is no baseline %q", b.path)
	case err != nil:
		return nil, fmt.Errorf("reading the baseline: %w", err)
	}
	if b.Baseline, err = lint.ReadBaseline(b.path, data); err != nil {
		return nil, err
	}
	return b, nil
}

// apply passes over what the baseline knows of a file, or writes down what it
// does not know.
func (b *baseline) apply(file string, r *lint.Result) {
	if b == nil {
		return
	}
	if file == "-" {
		file = b.stdinName
	}
	name := relativeTo(filepath.Dir(b.path), file)
	b.Apply(name, r)
	if b.write {
		b.Add(name, r, time.Now())
		b.Apply(name, r)
	}
}

// finish writes the baseline where an option asks for it, and says when it
// could be shorter.
func (b *baseline) finish(a *app) error {
	if b == nil {
		return nil
	}
	if !b.write && !b.prune {
		if stale := b.Stale(); stale > 0 {
			a.say("%s holds %s that lint does not find any more: take out with --baseline-prune", b.path, plural(stale, "finding"))
		}
		return nil
	}
	done := ""
	if b.prune {
		done = fmt.Sprintf("took %s out of %s, which holds %d now", plural(b.Prune(), "finding"), b.path, b.Len())
	} else {
		done = fmt.Sprintf("%s holds %s", b.path, plural(b.Len(), "finding"))
	}
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	if err := config.WriteFile(b.path, data); err != nil {
		return err
	}
	a.say("%s", done)
	return nil
}

// passEarlier passes over what the file had at an earlier commit already.
func (l *linter) passEarlier(ctx context.Context, rev, file string, r *lint.Result) error {
	if file == "-" {
		return usagef("name a file", "standard input has no earlier version")
	}
	text, err := atCommit(ctx, l.environ(), rev, file)
	if err != nil || text == nil {
		return err // a file that is new has only new findings
	}
	environments, err := l.environments(file)
	if err != nil {
		return err
	}
	if environments != nil {
		earlier, err := l.rendered(ctx, syntax.NewSource(file, text), environments, l.optionsFor(file))
		if err != nil {
			return err
		}
		r.PassEarlier(earlier)
		return nil
	}
	was := loaded{doc: config.Parse(file, text)}
	if l.env["FC_ENABLE"] != "" {
		// Only the present version goes to where FC_OUT says.
		quiet := &app{env: maps.Clone(l.env)}
		delete(quiet.env, "FC_OUT")
		if was, err = quiet.render(syntax.NewSource(file, text)); err != nil {
			return err
		}
	}
	earlier, err := lint.Run(ctx, was.doc.WithEnviron(l.environ()), l.optionsFor(file))
	if err != nil {
		return err
	}
	earlier.Findings = append(earlier.Findings, was.found...)
	r.PassEarlier(earlier)
	return nil
}

// atCommit returns the text of a file at a commit, nil where the commit has no
// such file.
func atCommit(ctx context.Context, environ []string, rev, file string) ([]byte, error) {
	if strings.HasPrefix(rev, "-") {
		return nil, usagef("write --since HEAD, a branch or a commit", "%q is no commit", rev)
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
			return nil, usagef("write --since HEAD, a branch or a commit; a shallow clone may lack it", "there is no commit %q", rev)
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
