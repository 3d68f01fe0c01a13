package main

import (
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/lint/lsp"
)

func (a *app) lspCommand() *cli.Command {
	return &cli.Command{
		Name:      "lsp",
		Usage:     "serve editors: diagnostics, hover, completion, fixes",
		UsageText: "gatewright lsp [options]",
		Description: "Speaks the Language Server Protocol on standard input and output; an editor starts it.\n" +
			"What lint reads from .gatewright.yaml counts here too.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright lsp\n" +
			"  gatewright lsp --spec users.yaml --spec orders:5001=orders.yaml",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend: `[HOST=]FILE` or URL"},
			&cli.StringFlag{Name: "profile", Usage: "the `PROFILE` of rules: " + strings.Join(lint.Profiles(), ", ") + " (default: recommended)"},
			&cli.StringFlag{Name: "edition", Usage: "the `EDITION` of the gateway: " + strings.Join(lint.Editions(), " or ") + " (default: ce)"},
			&cli.BoolFlag{Name: "stdio", Usage: "use standard input and output, which is what happens anyway"},
		},
		Action: a.lsp,
	}
}

func (a *app) lsp(c *cli.Context) error {
	if err := noArgs(c); err != nil {
		return err
	}
	p, err := a.project()
	if err != nil {
		return err
	}
	l := &linter{app: a, c: c}
	if err := l.settings(p); err != nil {
		return err
	}
	sources := projectSources(p)
	if c.IsSet("spec") {
		sources = bound(c.StringSlice("spec"))
	}
	for _, s := range sources {
		// Who edits is better off without one document than without a server.
		services, err := a.loadSpecs(c.Context, []source{s}, specOptions{})
		if err != nil {
			a.say("going on without a specification: %s", err)
			continue
		}
		l.opts.Services = append(l.opts.Services, services...)
	}
	return lsp.Serve(c.Context, a.stdin, a.stdout, lsp.Options{Lint: l.optionsFor, Version: buildVersion()})
}
