package main

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/internal/contract"
	"github.com/gatewright/gatewright/serve"
)

func (a *app) testCommand() *cli.Command {
	return &cli.Command{
		Name:      "test",
		Usage:     "call every endpoint and compare the answers with what is promised",
		UsageText: "gatewright test [options] [FILE]",
		Description: "Sends an example request to every endpoint of a gateway that runs in this process, with\n" +
			"backends that answer as their documents say. Status, content type and body have to be what\n" +
			"'gatewright export openapi' promises. No host is called and no port is opened.\n" +
			"Exit 0: all answers are as promised. 1: one is not.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright test --spec users.json --spec shop=products.json\n" +
			"  gatewright test --format junit -o report.xml krakend.json",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend: `[HOST=]FILE`; repeatable"},
			&cli.StringFlag{Name: "format", Value: string(contract.Text), Usage: "the report's form: text, json or junit"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write the report to `FILE`"},
		},
		Action: func(c *cli.Context) error { return a.test(c.Context, c) },
	}
}

func (a *app) test(ctx context.Context, c *cli.Context) error {
	format := contract.Format(c.String("format"))
	switch {
	case !slices.Contains(contract.Formats, format):
		return usagef("it is text, json or junit", "unknown value %q of --format", format)
	case c.NArg() > 1:
		return usagef("", "name one configuration")
	}
	doc, services, err := a.gatewayWithSpecs(ctx, c, c.Args().First())
	if err != nil {
		return err
	}
	if len(services) == 0 {
		return usagef("name the backends' documents: --spec [HOST=]FILE", "nothing says what the backends answer")
	}
	result, err := contract.Run(ctx, doc, services, contract.Options{})
	var refused *serve.ConfigError
	if errors.As(err, &refused) {
		return &findingsError{refused.Findings}
	}
	if err != nil {
		return err
	}
	a.sayFindings(result.Findings)
	var report bytes.Buffer
	if err := result.Write(&report, format); err != nil {
		return err
	}
	if err := a.deliverFile(c.String("output"), report.Bytes()); err != nil {
		return err
	}
	if result.Failed() > 0 {
		return errNo
	}
	return nil
}
