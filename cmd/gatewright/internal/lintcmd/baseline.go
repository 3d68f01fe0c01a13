package lintcmd

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/console"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
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
		return nil, exit.Usagef("--baseline-write does both", "--baseline-write and --baseline-prune exclude each other")
	}
	if b.path == "none" {
		if b.write || b.prune {
			return nil, exit.Usagef("name a file with --baseline", "there is no baseline to write")
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
		return nil, exit.Usagef("make it with --baseline-write", "there is no baseline %q", b.path)
	case err != nil:
		return nil, fmt.Errorf("reading the baseline %q: %w", b.path, exit.Cause(err))
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
func (b *baseline) finish(a action) error {
	if b == nil {
		return nil
	}
	if !b.write && !b.prune {
		if stale := b.Stale(); stale > 0 {
			a.Say("%s holds %s that lint does not find any more: take out with --baseline-prune", b.path, console.Plural(stale, "finding"))
		}
		return nil
	}
	done := ""
	if b.prune {
		done = fmt.Sprintf("took %s out of %s, which holds %d now", console.Plural(b.Prune(), "finding"), b.path, b.Len())
	} else {
		done = fmt.Sprintf("%s holds %s", b.path, console.Plural(b.Len(), "finding"))
	}
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	if err := config.WriteFile(b.path, data); err != nil {
		return err
	}
	a.Say("%s", done)
	return nil
}

// passEarlier passes over what the file had at an earlier commit already.
func (l *linter) passEarlier(ctx context.Context, rev, file string, r *lint.Result) error {
	if file == "-" {
		return exit.Usagef("name a file", "standard input has no earlier version")
	}
	text, err := input.AtCommit(ctx, l.Environ(), rev, file)
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
	was := input.Loaded{Doc: config.Parse(file, text)}
	if l.Env["FC_ENABLE"] != "" {
		// Only the present version goes to where FC_OUT says.
		folders, err := l.Folders(l.c, file)
		if err != nil {
			return err
		}
		if was, err = l.Render(syntax.NewSource(file, text), folders, ""); err != nil {
			return err
		}
	}
	earlier, err := lint.Run(ctx, was.Doc.WithEnviron(l.Environ()), l.optionsFor(file))
	if err != nil {
		return err
	}
	earlier.Findings = append(earlier.Findings, was.Found...)
	r.PassEarlier(earlier)
	return nil
}
