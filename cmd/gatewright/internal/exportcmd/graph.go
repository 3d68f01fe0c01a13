package exportcmd

import (
	"bytes"
	"context"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/internal/graph"
	"github.com/gatewright/gatewright/lint"
)

// Graph is the command graph.
func Graph(in input.Inputs) *cli.Command {
	a := action{in}
	return &cli.Command{
		Name:      "graph",
		Usage:     "draw the routes with their backends and hosts",
		UsageText: "gatewright graph [options] [FILE]",
		Description: "Draws which routes call which backends at which hosts, with the number of lint's findings\n" +
			"at each route.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright graph\n" +
			"  gatewright graph --format mermaid -o routes.mmd krakend.json\n" +
			"  gatewright graph --format svg -o gateway.svg\n" +
			"  gatewright graph --format dot | dot -Tpng -o gateway.png",
		Flags: append([]cli.Flag{
			option.Format(graph.Formats...),
			option.Spec(),
			option.Output(),
		}, option.Templates()...),
		Action: func(c *cli.Context) error { return a.graph(c.Context, c) },
	}
}

func (a action) graph(ctx context.Context, c *cli.Context) error {
	if c.NArg() > 1 {
		return exit.Usagef("", "name one configuration")
	}
	doc, services, err := a.Gateway(ctx, c, c.Args().First())
	if err != nil {
		return err
	}
	result, err := lint.Run(ctx, doc, lint.Options{Services: services})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := graph.New(doc.Service(), result.Findings).Write(&b, graph.Format(c.String("format"))); err != nil {
		return err
	}
	return a.Deliver(c.String("output"), b.Bytes())
}
