package lintcmd

import (
	"bytes"
	"errors"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/report"
)

// Rules is the command rules.
func Rules(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "rules",
		Usage:     "list the lint rules",
		UsageText: "gatewright rules [--format table|json|markdown]",
		Description: "EXAMPLES:\n" +
			"  gatewright rules\n" +
			"  gatewright rules --format json | jq -r '.[].id'",
		Flags: []cli.Flag{option.Format(report.RuleFormats()...), option.Output()},
		Action: func(c *cli.Context) error {
			if err := input.NoArgs(c); err != nil {
				return err
			}
			var b bytes.Buffer
			if err := report.Rules(&b, c.String("format")); err != nil {
				return err
			}
			return a.Deliver(c.String("output"), b.Bytes())
		},
	}
}

// ruleHint says which rules were probably meant.
func ruleHint(err error) string {
	var unknown *lint.UnknownRuleError
	if !errors.As(err, &unknown) || len(unknown.Near) == 0 {
		return "run 'gatewright rules' for their ids"
	}
	return "did you mean " + strings.Join(unknown.Near, ", ") + "?"
}
