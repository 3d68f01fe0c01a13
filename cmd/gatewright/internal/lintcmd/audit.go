package lintcmd

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
)

// Audit is the command audit.
func Audit(in input.Inputs) *cli.Command {
	a := action{in}
	var levels []string
	for _, l := range rule.Levels() {
		levels = append(levels, string(l))
	}
	return &cli.Command{
		Name:      "audit",
		Usage:     "ask what a configuration leaves open",
		UsageText: "gatewright audit [options] [FILE|DIR|-]...",
		Description: "Asks the questions of KrakenD's own audit, and names the endpoint and the line each time:\n" +
			"what is open, unlimited, unmeasured or of the past. Exit 0: nothing remains. 1: findings.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright audit\n" +
			"  gatewright audit -s high,critical gateway.json\n" +
			"  gatewright audit -i 1.2.1 -i audit-tls-missing gateway.json\n" +
			"  gatewright explain audit-tls-missing",
		Flags: slices.Concat(
			[]cli.Flag{
				&cli.StringSliceFlag{Name: "ignore", Aliases: []string{"i"}, Usage: "leave out a `RULE`, by number or id (may have *)"},
				&cli.StringFlag{Name: "ignore-file", Aliases: []string{"I"}, Usage: "leave out the rules in `FILE`, one a line"},
				&cli.StringSliceFlag{Name: "severity", Aliases: []string{"s"}, Usage: "ask questions of these `LEVELS` alone: " + strings.Join(levels, ", ")},
			},
			reportFlags(), option.Environments(),
		),
		Action: func(c *cli.Context) error { return a.audit(c.Context, c) },
	}
}

func (a action) audit(ctx context.Context, c *cli.Context) error {
	p, err := a.Project()
	if err != nil {
		return err
	}
	l := &linter{action: a, c: c, opts: lint.Options{Profile: lint.Audit}, failOn: lint.FailOnInfo}
	if l.opts.Disable, err = l.unasked(); err != nil {
		return err
	}
	outputs, err := a.outputs(c)
	if err != nil {
		return err
	}
	files, err := a.lintFiles(c, p)
	if err != nil {
		return err
	}
	var results []*lint.Result
	var failed []error
	for _, file := range files {
		r, err := l.check(ctx, file, l.opts)
		if err != nil {
			failed = append(failed, err)
			continue
		}
		results = append(results, r)
	}
	if len(results) > 0 {
		if err := a.deliverReports(outputs, results, report.Options{Version: release.Version(), Quiet: a.Quiet, FailOn: l.failOn}); err != nil {
			return err
		}
	}
	if len(failed) > 0 {
		return exit.Join(failed)
	}
	if slices.ContainsFunc(results, func(r *lint.Result) bool { return r.Fails(l.failOn) }) {
		return exit.ErrNo
	}
	return nil
}

// unasked are the rules that --ignore, --ignore-file and --severity leave out.
func (l *linter) unasked() ([]string, error) {
	ignored := l.c.StringSlice("ignore")
	if path := l.c.String("ignore-file"); path != "" {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("reading the rules to ignore in %q: %w", path, exit.Cause(err))
		}
		ignored = append(ignored, strings.Fields(string(data))...)
	}
	var out []string
	for _, list := range ignored {
		for _, one := range strings.Split(list, ",") {
			id, err := auditRule(strings.TrimSpace(one))
			if err != nil {
				return nil, err
			}
			out = append(out, id)
		}
	}
	levels, err := l.levels()
	if err != nil {
		return nil, err
	}
	for _, r := range rule.All() {
		if r.Audit.Asked() && len(levels) > 0 && !slices.Contains(levels, r.Audit.Level) {
			out = append(out, r.ID)
		}
	}
	return out, nil
}

// levels are the values of --severity, in any letter case.
func (l *linter) levels() ([]rule.Level, error) {
	var levels []rule.Level
	for _, list := range l.c.StringSlice("severity") {
		for _, one := range strings.Split(list, ",") {
			level := rule.Level(strings.ToLower(strings.TrimSpace(one)))
			if !slices.Contains(rule.Levels(), level) {
				return nil, exit.Usagef("it is low, medium, high or critical", "unknown level %q", one)
			}
			levels = append(levels, level)
		}
	}
	return levels, nil
}

// auditRule is the rule of a number of the audit, or of an id or pattern.
func auditRule(s string) (string, error) {
	if s == "" || s[0] < '0' || s[0] > '9' {
		return s, wrongRule(lint.KnownRules(s))
	}
	for _, r := range rule.All() {
		if !slices.Contains(r.Audit.Numbers, s) {
			continue
		}
		if len(r.Audit.Numbers) > 1 {
			return "", exit.Usagef("ignore "+r.ID, "%s is one of the questions of %s: %s", s, r.ID, r.Audit)
		}
		return r.ID, nil
	}
	return "", exit.Usagef("run 'gatewright rules' for all rules; those of the audit start with audit-", "no rule asks the question %q of the audit", s)
}
