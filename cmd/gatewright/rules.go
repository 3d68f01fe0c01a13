package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/field"
	"github.com/gatewright/gatewright/lint/report"
	"github.com/gatewright/gatewright/lint/rule"
)

func (a *app) explainCommand() *cli.Command {
	return &cli.Command{
		Name:      "explain",
		Usage:     "explain a lint rule, a field, or what an endpoint answers",
		UsageText: "gatewright explain RULE\n   gatewright explain FIELD\n   gatewright explain --endpoint \"GET /path\" [--spec [HOST=]FILE]... [FILE]",
		Description: "Says what is wrong, what the gateway does with it and how it is mended, with a wrong and a\n" +
			"right configuration. Of a field it says what it means and takes, where it is read, and which\n" +
			"rules are about it. With --endpoint it says what clients get of an endpoint, field by field,\n" +
			"when its backends answer as their documents say.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright explain collection-missing\n" +
			"  gatewright explain is_collection\n" +
			"  gatewright explain qos/ratelimit/router.max_rate\n" +
			"  gatewright explain --endpoint \"GET /v1/users\" --spec users.yaml gateway.json",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "endpoint", Usage: "say what clients get of this `ENDPOINT`: \"GET /path\""},
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend: `[HOST=]FILE` or URL"},
		},
		Action: func(c *cli.Context) error {
			if c.IsSet("endpoint") {
				return a.explainEndpoint(c.Context, c)
			}
			if c.Args().Len() != 1 {
				return usagef("run 'gatewright rules' for the ids of rules", "name one rule or field")
			}
			name := c.Args().First()
			if r, ok := rule.Find(name); ok {
				return report.Explain(a.stdout, r)
			}
			return a.explainField(c.Context, name)
		},
	}
}

// explainField explains every field of a name.
func (a *app) explainField(ctx context.Context, name string) error {
	if now, former := field.Former(name); former {
		a.say("%q is the former name of %q", name, now)
		name = now
	}
	found := field.Find(name)
	if len(found) == 0 {
		hint := ruleHint(&lint.UnknownRuleError{ID: name, Near: rule.Suggest(name)})
		if near := field.Suggest(name); near != "" {
			hint = fmt.Sprintf("did you mean %s?", near)
		}
		return usagef(hint, "there is no rule and no field %q", name)
	}
	for i, f := range found {
		if i > 0 {
			if _, err := fmt.Fprintln(a.stdout); err != nil {
				return err
			}
		}
		rules, err := f.Rules(ctx)
		if err != nil {
			return err
		}
		if err := report.ExplainField(a.stdout, f, rules); err != nil {
			return err
		}
	}
	return nil
}

func (a *app) rulesCommand() *cli.Command {
	return &cli.Command{
		Name:      "rules",
		Usage:     "list the lint rules",
		UsageText: "gatewright rules [--format table|json|markdown]",
		Description: "EXAMPLES:\n" +
			"  gatewright rules\n" +
			"  gatewright rules --format json | jq -r '.[].id'",
		Flags: []cli.Flag{&cli.StringFlag{Name: "format", Value: "table", Usage: "table, json or markdown"}},
		Action: func(c *cli.Context) error {
			if err := noArgs(c); err != nil {
				return err
			}
			switch f := c.String("format"); f {
			case "table", "json", "markdown":
				return report.Rules(a.stdout, f)
			default:
				return usagef("it is table, json or markdown", "unknown format %q", f)
			}
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
