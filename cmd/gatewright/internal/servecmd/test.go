package servecmd

import (
	"bytes"
	"context"
	"errors"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/internal/contract"
	"github.com/gatewright/gatewright/serve"
)

// Test is the command test.
func Test(in input.Inputs) *cli.Command {
	a := action{in}
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
		Flags: append([]cli.Flag{
			option.Spec(),
			option.Format(contract.Formats...),
			option.Output(),
		}, option.Templates()...),
		Action: func(c *cli.Context) error { return a.test(c.Context, c) },
	}
}

func (a action) test(ctx context.Context, c *cli.Context) error {
	if c.NArg() > 1 {
		return exit.Usagef("", "name one configuration")
	}
	doc, services, err := a.Gateway(ctx, c, c.Args().First())
	if err != nil {
		return err
	}
	if len(services) == 0 {
		return exit.Usagef("name the backends' documents: --spec [HOST=]FILE", "nothing says what the backends answer")
	}
	result, err := contract.Run(ctx, doc, services, contract.Options{})
	var refused *serve.ConfigError
	if errors.As(err, &refused) {
		return exit.Findings(refused.Findings)
	}
	if err != nil {
		return err
	}
	a.SayFindings(result.Findings)
	var report bytes.Buffer
	if err := result.Write(&report, contract.Format(c.String("format"))); err != nil {
		return err
	}
	if err := a.Deliver(c.String("output"), report.Bytes()); err != nil {
		return err
	}
	if result.Failed() > 0 {
		return exit.ErrNo
	}
	return nil
}
