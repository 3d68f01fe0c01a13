package main

import (
	"bytes"
	"context"
	"slices"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/internal/graph"
	"github.com/gatewright/gatewright/lint"
)

func (a *app) graphCommand() *cli.Command {
	return &cli.Command{
		Name:      "graph",
		Usage:     "draw the routes with their backends and hosts",
		UsageText: "gatewright graph [options] [FILE]",
		Description: "Draws which routes call which backends at which hosts, with the number of lint's findings\n" +
			"at each route.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright graph\n" +
			"  gatewright graph --format mermaid krakend.json >> README.md\n" +
			"  gatewright graph --format svg -o gateway.svg\n" +
			"  gatewright graph --format dot | dot -Tpng -o gateway.png",
		Flags: []cli.Flag{
			&cli.StringFlag{Name: "format", Value: string(graph.Tree), Usage: "the form: tree, dot, mermaid, svg or json"},
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend, for lint: `[HOST=]FILE`; repeatable"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE`"},
		},
		Action: func(c *cli.Context) error { return a.graph(c.Context, c) },
	}
}

func (a *app) graph(ctx context.Context, c *cli.Context) error {
	format := graph.Format(c.String("format"))
	switch {
	case !slices.Contains(graph.Formats, format):
		return usagef("it is tree, dot, mermaid, svg or json", "unknown value %q of --format", format)
	case c.NArg() > 1:
		return usagef("", "name one configuration")
	}
	doc, services, err := a.gatewayWithSpecs(ctx, c, c.Args().First())
	if err != nil {
		return err
	}
	result, err := lint.Run(ctx, doc, lint.Options{Services: services})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := graph.New(doc.Service(), result.Findings).Write(&b, format); err != nil {
		return err
	}
	return a.deliverFile(c.String("output"), b.Bytes())
}
