package main

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/config/diag"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
)

func (a *app) lintCommand() *cli.Command {
	return &cli.Command{
		Name:      "lint",
		Usage:     "check configurations for mistakes",
		UsageText: "gatewright lint [options] [FILE|DIR|-]...",
		Description: "With no FILE, checks the krakend.json found here; a folder is searched for them.\n" +
			"Exit 0: nothing at or above --fail-on. 1: findings. 2: wrong use. 3: could not read a file.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright lint\n" +
			"  gatewright lint --spec users.yaml --spec products:5001=products.yaml gateway.json\n" +
			"  gatewright lint --format json gateway.json\n" +
			"  git show HEAD:krakend.json | gatewright lint --stdin-name krakend.json -",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend: `[HOST=]FILE` or URL"},
			&cli.StringFlag{Name: "format", Aliases: []string{"f"}, Value: "text", Usage: "output: " + strings.Join(report.Formats(), ", ")},
			&cli.StringFlag{Name: "fail-on", Value: "error", Usage: "exit 1 on findings of this `LEVEL` and above: error, warning, info or never"},
			&cli.StringSliceFlag{Name: "only", Usage: "run only these rules (`RULE` may have *)"},
			&cli.StringSliceFlag{Name: "disable", Usage: "leave out a `RULE`"},
			&cli.StringSliceFlag{Name: "enable", Usage: "bring back a `RULE` that --disable left out"},
			&cli.StringSliceFlag{Name: "severity", Usage: "give a rule another level: `RULE=LEVEL`"},
			&cli.BoolFlag{Name: "no-ignore", Usage: "report what the file says to ignore, too"},
			&cli.BoolFlag{Name: "fix", Usage: "mend what can be mended without changing answers, in place"},
			&cli.BoolFlag{Name: "fix-unsafe", Usage: "with the fixes that change what clients see"},
			&cli.StringFlag{Name: "stdin-name", Value: "stdin.json", Usage: "the `NAME` that findings give to standard input"},
		},
		Action: func(c *cli.Context) error { return a.lint(c.Context, c) },
	}
}

func (a *app) lint(ctx context.Context, c *cli.Context) error {
	p, err := a.project()
	if err != nil {
		return err
	}
	opts, failOn, err := lintOptions(c, p)
	if err != nil {
		return err
	}
	if !slices.Contains(report.Formats(), c.String("format")) {
		return usagef("it is one of "+strings.Join(report.Formats(), ", "), "unknown format %q", c.String("format"))
	}
	files, err := a.lintFiles(c, p)
	if err != nil {
		return err
	}
	sources := projectSources(p)
	if c.IsSet("spec") {
		sources = bound(c.StringSlice("spec"))
	}
	if opts.Services, err = a.loadSpecs(ctx, sources, specOptions{}); err != nil {
		return err
	}
	var results []*lint.Result
	var failed []error
	for _, file := range files {
		r, err := a.lintOne(ctx, c, file, opts)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		results = append(results, r)
	}
	if len(results) == 0 {
		return joined(failed)
	}
	color, err := a.colour(a.stdout)
	if err != nil {
		return err
	}
	if err := report.Write(a.stdout, c.String("format"), results, report.Options{Color: color, Version: buildVersion(), Quiet: a.quiet}); err != nil {
		return err
	}
	if len(failed) > 0 {
		return joined(failed)
	}
	for _, r := range results {
		if r.Fails(failOn) {
			return errNo
		}
	}
	return nil
}

// lintOne checks one file, and mends it where --fix asks for it.
func (a *app) lintOne(ctx context.Context, c *cli.Context, file string, opts lint.Options) (*lint.Result, error) {
	if c.Bool("fix") || c.Bool("fix-unsafe") {
		return a.fixOne(ctx, c, file, opts)
	}
	doc, found, err := a.load(file, c.String("stdin-name"))
	if err != nil {
		return nil, err
	}
	r, err := lint.Run(ctx, doc, opts)
	if err != nil {
		return nil, usagef(ruleHint(err), "%s", err)
	}
	r.Findings = diag.Sort(append(r.Findings, found...))
	return r, nil
}

func (a *app) fixOne(ctx context.Context, c *cli.Context, file string, opts lint.Options) (*lint.Result, error) {
	doc, err := a.open(file, c.String("stdin-name"))
	if err != nil {
		return nil, err
	}
	fixed, err := lint.Fix(ctx, doc, opts, c.Bool("fix-unsafe"))
	if err != nil {
		return nil, err
	}
	if file == "-" {
		return nil, usagef("name a file", "standard input cannot be mended in place")
	}
	if len(fixed.Done) > 0 {
		if err := config.WriteFile(file, []byte(fixed.Document.Source.Text)); err != nil {
			return nil, err
		}
		for _, f := range fixed.Done {
			a.say("fixed %s", f)
		}
	}
	return fixed.Left, nil
}

func lintOptions(c *cli.Context, p *project.File) (lint.Options, lint.FailOn, error) {
	opts := lint.Options{
		Only:    c.StringSlice("only"),
		Disable: append(slices.Clone(p.Lint.Disable), c.StringSlice("disable")...),
		Enable:  append(slices.Clone(p.Lint.Enable), c.StringSlice("enable")...),

		Severity:    map[string]diag.Severity{},
		KeepIgnored: c.Bool("no-ignore"),
	}
	for rule, level := range p.Lint.Severity {
		if err := setSeverity(&opts, rule, level); err != nil {
			return opts, 0, err
		}
	}
	for _, v := range c.StringSlice("severity") {
		rule, level, ok := strings.Cut(v, "=")
		if !ok {
			return opts, 0, usagef("write --severity RULE=LEVEL", "--severity %q has no level", v)
		}
		if err := setSeverity(&opts, rule, level); err != nil {
			return opts, 0, err
		}
	}
	if err := lint.KnownRules(slices.Concat(opts.Only, opts.Disable, opts.Enable)...); err != nil {
		return opts, 0, usagef(ruleHint(err), "%s", err)
	}
	level := c.String("fail-on")
	if !c.IsSet("fail-on") && p.Lint.FailOn != "" {
		level = p.Lint.FailOn
	}
	failOn, err := lint.ParseFailOn(level)
	if err != nil {
		return opts, 0, usagef("", "%s", err)
	}
	return opts, failOn, nil
}

func setSeverity(opts *lint.Options, rule, level string) error {
	if err := lint.KnownRules(rule); err != nil {
		return usagef(ruleHint(err), "%s", err)
	}
	if level == "off" {
		opts.Disable = append(opts.Disable, rule)
		return nil
	}
	s, err := diag.ParseSeverity(level)
	if err != nil {
		return usagef("", "%s", err)
	}
	opts.Severity[rule] = s
	return nil
}

// lintFiles names the files to check: those of the command line, with folders
// searched for configurations, else the usual one.
func (a *app) lintFiles(c *cli.Context, p *project.File) ([]string, error) {
	if !c.Args().Present() {
		file, err := a.configFile(p)
		return []string{file}, err
	}
	var files []string
	for _, arg := range c.Args().Slice() {
		if arg != "-" && isDir(arg) {
			found, err := searchFolder(arg)
			if err != nil {
				return nil, err
			}
			if len(found) == 0 {
				return nil, usagef("name the files", "there is no configuration in the folder %q", arg)
			}
			files = append(files, found...)
			continue
		}
		if _, err := os.Stat(arg); arg != "-" && err != nil && strings.ContainsAny(arg, "*?[") {
			found, err := filepath.Glob(arg)
			if err != nil || len(found) == 0 {
				return nil, usagef("", "no file matches %q", arg)
			}
			files = append(files, found...)
			continue
		}
		files = append(files, arg)
	}
	return files, nil
}

// searchFolder finds the configurations below a folder: files called krakend,
// or whatever ends in .krakend, as JSON, YAML or TOML.
func searchFolder(dir string) ([]string, error) {
	var found []string
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("searching %q: %w", dir, err)
		}
		name := d.Name()
		if d.IsDir() {
			if path != dir && (strings.HasPrefix(name, ".") || name == "node_modules") {
				return fs.SkipDir
			}
			return nil
		}
		ext := filepath.Ext(name)
		base := strings.TrimSuffix(name, ext)
		if slices.Contains([]string{".json", ".yaml", ".yml", ".toml"}, ext) && (base == "krakend" || strings.HasSuffix(base, ".krakend")) {
			found = append(found, path)
		}
		return nil
	})
	return found, err
}
