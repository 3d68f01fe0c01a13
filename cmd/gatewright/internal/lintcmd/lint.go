// Package lintcmd has the commands that judge a configuration or say what it
// means: lint, audit, diff, lsp, explain and rules. Each function makes one of
// them for the command tree; what they find out is lint's.
package lintcmd

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
)

// action does what the commands here do, each in a method.
type action struct{ input.Inputs }

// Lint is the command lint.
func Lint(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "lint",
		Usage:     "check configurations for mistakes",
		UsageText: "gatewright lint [options] [FILE|DIR|-]...",
		Description: "With no FILE, checks the krakend.json found here; a folder is searched for them.\n" +
			"Exit 0: nothing at or above --fail-on. 1: findings. 2: wrong use. 3: could not read a file.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright lint\n" +
			"  gatewright lint --spec users.yaml --spec products:5001=products.yaml gateway.json\n" +
			"  gatewright lint --fix --diff gateway.json         show the fixes, change nothing\n" +
			"  gatewright lint -f github -f sarif=lint.sarif     annotate, and keep a report\n" +
			"  gatewright lint --since origin/main               report what is new\n" +
			"  gatewright lint --settings env/dev --settings env/prod gateway.tmpl\n" +
			"  git show HEAD:krakend.json | gatewright lint --stdin-name krakend.json -",
		Flags:  lintFlags(),
		Action: func(c *cli.Context) error { return a.lint(c.Context, c) },
	}
}

func lintFlags() []cli.Flag {
	return slices.Concat(
		option.In("what is checked",
			option.Spec(),
			profileFlag(),
			option.Edition(),
			&cli.StringSliceFlag{Name: "only", Usage: "run only these rules: a `RULE` may have *"},
			&cli.StringSliceFlag{Name: "disable", Usage: "leave out a `RULE`"},
			&cli.StringSliceFlag{Name: "enable", Usage: "bring back a `RULE` that --disable or the profile left out"},
			&cli.StringSliceFlag{Name: "severity", Usage: "give a rule another level: `RULE=LEVEL`"},
			&cli.BoolFlag{Name: "no-ignore", Usage: "report what the file says to ignore, too"},
			&cli.StringFlag{Name: "since", Usage: "report only what is new since the commit `REV`"},
			&cli.StringFlag{Name: "baseline", Usage: "pass over the findings in `FILE`; none for no file", DefaultText: baselineName + " where there is one"},
			&cli.BoolFlag{Name: "baseline-write", Usage: "write what is found now to the baseline"},
			&cli.BoolFlag{Name: "baseline-prune", Usage: "take out of the baseline what is not found any more"},
		),
		option.In("templates", option.Environments()...),
		option.In("live backends", liveFlags()...),
		option.In("fixes",
			&cli.BoolFlag{Name: "fix", Usage: "mend what can be mended without changing answers, in place"},
			&cli.BoolFlag{Name: "fix-unsafe", Usage: "with the fixes that change what clients see"},
			option.Diff("; with --fix"),
		),
		option.In("result", reportFlags()...),
		option.In("result",
			&cli.StringFlag{Name: "fail-on", Value: "error", Usage: "exit 1 on findings of this `LEVEL` and above: error, warning, info or never"},
			option.Number("max-warnings", "exit 1 on more than `N` warnings", -1, "any number", 0, math.MaxInt),
			option.Number("max-findings", "print `N` findings at most, the gravest", 0, "all", 0, math.MaxInt),
			&cli.BoolFlag{Name: "show-ignored", Usage: "print what is ignored, too; it counts for nothing"},
			&cli.BoolFlag{Name: "bindings", Usage: "print which operation of which document each backend reaches, and no findings"},
		),
	)
}

// reportFlags are the options of what prints findings.
func reportFlags() []cli.Flag {
	return []cli.Flag{
		option.Formats(report.Formats()...),
		option.Output(),
		&cli.StringFlag{Name: "template", Usage: "the Go `TEMPLATE` of the format template, or @FILE"},
		option.StdinName(),
	}
}

func profileFlag() cli.Flag {
	return option.Unstated("profile", "the `PROFILE` of rules: "+strings.Join(lint.Profiles(), ", "), "recommended", lint.Profiles()...)
}

// linter is one run of lint.
type linter struct {
	action
	c         *cli.Context
	opts      lint.Options
	failOn    lint.FailOn
	overrides []fileOverride
	baseline  *baseline
	// seen is what backends answered, of all files that were checked.
	seen []lint.Observation
}

func (a action) lint(ctx context.Context, c *cli.Context) error {
	p, err := a.Project()
	if err != nil {
		return err
	}
	l := &linter{action: a, c: c}
	if err := l.settings(p); err != nil {
		return err
	}
	outputs, err := a.outputs(c)
	if err != nil {
		return err
	}
	if l.baseline, err = openBaseline(c, p); err != nil {
		return err
	}
	files, err := a.lintFiles(c, p)
	if err != nil {
		return err
	}
	sources := input.SpecSources(c, p)
	if l.opts.Services, err = a.Specs(ctx, sources, input.Fetch{}); err != nil {
		return err
	}
	if c.Bool("bindings") {
		return l.showBindings(files)
	}
	if c.Bool("diff") {
		return l.showFixes(ctx, files)
	}
	var results []*lint.Result
	var failed []error
	for _, file := range files {
		r, err := l.one(ctx, file)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return exit.Join(failed)
	}
	if len(failed) == 0 {
		if err := l.baseline.finish(a); err != nil {
			return err
		}
	}
	if err := a.deliverReports(outputs, results, report.Options{
		Version: release.Version(), Quiet: a.Quiet, FailOn: l.failOn,
		ShowIgnored: c.Bool("show-ignored"), MaxFindings: c.Int("max-findings"),
	}); err != nil {
		return err
	}
	if len(failed) > 0 {
		return exit.Join(failed)
	}
	return l.verdict(results)
}

// verdict is errNo where the findings make the run fail.
func (l *linter) verdict(results []*lint.Result) error {
	var err error
	warnings := 0
	for _, r := range results {
		if r.Fails(l.failOn) {
			err = exit.ErrNo
		}
		warnings += r.Count(diag.Warning)
	}
	if most := l.c.Int("max-warnings"); most >= 0 && warnings > most {
		l.Say("there are %d warnings, more than --max-warnings %d", warnings, most)
		err = exit.ErrNo
	}
	return err
}

// one checks one file, and mends it where --fix asks for it.
func (l *linter) one(ctx context.Context, file string) (*lint.Result, error) {
	r, err := l.check(ctx, file, l.optionsFor(file))
	if err != nil {
		return nil, err
	}
	if rev := l.c.String("since"); rev != "" {
		if err := l.passEarlier(ctx, rev, file, r); err != nil {
			return nil, err
		}
	}
	l.baseline.apply(file, r)
	return r, nil
}

// check finds what is wrong with a file, in all environments of a template.
func (l *linter) check(ctx context.Context, file string, opts lint.Options) (*lint.Result, error) {
	if l.c.Bool("fix") || l.c.Bool("fix-unsafe") {
		if err := l.fix(ctx, file, opts); err != nil {
			return nil, err
		}
	}
	environments, err := l.environments(file)
	if err != nil {
		return nil, err
	}
	if environments != nil {
		doc, err := l.Open(file, l.c.String("stdin-name"))
		if err != nil {
			return nil, err
		}
		return l.rendered(ctx, doc.Source, environments, opts)
	}
	made, err := l.Load(l.c, file, l.c.String("stdin-name"))
	if err != nil {
		return nil, err
	}
	if err := input.Foreign(made.Doc); err != nil {
		return nil, err
	}
	if opts.Seen, err = l.observations(ctx, made.Doc); err != nil {
		return nil, err
	}
	r, err := lint.Run(ctx, made.Doc, opts)
	if err != nil {
		return nil, wrongRule(err)
	}
	found, err := lint.Choose(made.Found, opts)
	if err != nil {
		return nil, wrongRule(err)
	}
	r.Findings = diag.Sort(append(r.Findings, found...))
	return r, nil
}

// wrongRule words the error of a rule that does not exist as one of wrong use.
func wrongRule(err error) error {
	var unknown *lint.UnknownRuleError
	if errors.As(err, &unknown) {
		return exit.Usagef(ruleHint(err), "%s", err)
	}
	return err
}

// mended reads a file and makes its fixes. They are of the file as it is, not
// as a template renders it.
func (l *linter) mended(ctx context.Context, file string, opts lint.Options) (*config.Document, *lint.Fixed, error) {
	environments, err := l.environments(file)
	if err != nil {
		return nil, nil, err
	}
	if environments != nil {
		return nil, nil, exit.Usagef("mend the places that lint shows", "the template %q cannot be mended: fixes are of what it renders", file)
	}
	doc, err := l.Open(file, l.c.String("stdin-name"))
	if err != nil {
		return nil, nil, err
	}
	fixed, err := lint.Fix(ctx, doc, opts, l.c.Bool("fix-unsafe"))
	if err != nil {
		return nil, nil, wrongRule(err)
	}
	return doc, fixed, nil
}

func (l *linter) fix(ctx context.Context, file string, opts lint.Options) error {
	if file == "-" {
		return exit.Usagef("name a file, or show the fixes with --diff", "standard input cannot be mended in place")
	}
	_, fixed, err := l.mended(ctx, file, opts)
	if err != nil || len(fixed.Done) == 0 {
		return err
	}
	if err := config.WriteFile(file, []byte(fixed.Document.Source.Text)); err != nil {
		return err
	}
	for _, f := range fixed.Done {
		l.Say("fixed %s", f)
	}
	return nil
}

// showFixes prints what --fix would change, as a patch.
func (l *linter) showFixes(ctx context.Context, files []string) error {
	if !l.c.Bool("fix") && !l.c.Bool("fix-unsafe") {
		return exit.Usagef("write --fix --diff, or --fix-unsafe --diff", "--diff shows what fixes change, and there are none to make")
	}
	var failed []error
	var left []*lint.Result
	differs := false
	for _, file := range files {
		doc, fixed, err := l.mended(ctx, file, l.optionsFor(file))
		if err != nil {
			failed = append(failed, err)
			continue
		}
		name := doc.Source.Name
		if patch := udiff.Unified(name, name, doc.Source.Text, fixed.Document.Source.Text); patch != "" {
			differs = true
			fmt.Fprint(l.Stdout, patch)
		}
		l.baseline.apply(file, fixed.Left)
		left = append(left, fixed.Left)
	}
	if len(failed) > 0 {
		return exit.Join(failed)
	}
	if err := l.verdict(left); err != nil {
		l.Say("there is more than these fixes mend: run lint without --diff")
		return err
	}
	if differs {
		return exit.ErrNo
	}
	return nil
}
