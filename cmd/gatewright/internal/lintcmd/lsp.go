package lintcmd

import (
	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/release"
	"github.com/gatewright/gatewright/lint/lsp"
)

// LSP is the command lsp.
func LSP(in input.Inputs) *cli.Command {
	a := action{in}
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
			option.Spec(),
			profileFlag(),
			option.Edition(),
			&cli.BoolFlag{Name: "stdio", Usage: "use standard input and output, which is what happens anyway"},
		},
		Action: a.lsp,
	}
}

func (a action) lsp(c *cli.Context) error {
	if err := input.NoArgs(c); err != nil {
		return err
	}
	p, err := a.Project()
	if err != nil {
		return err
	}
	l := &linter{action: a, c: c}
	if err := l.settings(p); err != nil {
		return err
	}
	sources := input.SpecSources(c, p)
	for _, s := range sources {
		// Who edits is better off without one document than without a server.
		services, err := a.Specs(c.Context, []input.Source{s}, input.Fetch{})
		if err != nil {
			a.Say("going on without a specification: %s", err)
			continue
		}
		l.opts.Services = append(l.opts.Services, services...)
	}
	return lsp.Serve(c.Context, a.Stdin, a.Stdout, lsp.Options{Lint: l.optionsFor, Version: release.Version()})
}
