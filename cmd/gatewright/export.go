package main

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/config"
	"github.com/gatewright/gatewright/generate/export"
	"github.com/gatewright/gatewright/internal/project"
	"github.com/gatewright/gatewright/lint"
	"github.com/gatewright/gatewright/spec"
)

// exports are what a gateway is exported as.
var exports = []string{"openapi", "postman", "http", "k6"}

func (a *app) exportCommand() *cli.Command {
	return &cli.Command{
		Name:      "export",
		Usage:     "write what the gateway serves as OpenAPI, or as requests",
		UsageText: "gatewright export openapi|postman|http|k6 [options] [FILE]",
		Description: "Writes what clients see of the gateway, from its configuration and the documents of the\n" +
			"backends: an OpenAPI 3.1 document, a Postman collection, a .http file or a k6 script.\n" +
			"What the documents do not tell is left open, and said on stderr.\n\n" +
			"EXAMPLES:\n" +
			"  gatewright export openapi --spec users.json --spec shop=products.json -o gateway.yaml\n" +
			"  gatewright export openapi --format json | jq .paths\n" +
			"  gatewright export http -o gateway.http\n" +
			"  gatewright export k6 -o load.js && k6 run load.js",
		Flags: []cli.Flag{
			&cli.StringSliceFlag{Name: "spec", Usage: "the OpenAPI document of a backend: `[HOST=]FILE`; repeatable"},
			&cli.StringFlag{Name: "output", Aliases: []string{"o"}, Usage: "write to `FILE`"},
			&cli.StringFlag{Name: "format", Value: "yaml", Usage: "the document's form: yaml or json"},
			&cli.StringFlag{Name: "server", Usage: "the `URL` at which clients find the gateway"},
			&cli.StringFlag{Name: "title", Usage: "the document's title; the name of the configuration if not given"},
			&cli.StringFlag{Name: "api-version", Value: "1", Usage: "the document's version"},
		},
		Action: func(c *cli.Context) error { return a.export(c.Context, c) },
	}
}

func (a *app) export(ctx context.Context, c *cli.Context) error {
	kind := c.Args().First()
	switch {
	case !slices.Contains(exports, kind):
		return usagef("it is one of "+strings.Join(exports, ", "), "say what to export")
	case c.NArg() > 2:
		return usagef("", "name one configuration")
	case c.IsSet("format") && kind != "openapi":
		return usagef("leave it out", "--format is for openapi only")
	}
	format, err := documentFormat(c)
	if err != nil {
		return err
	}
	doc, services, err := a.gatewayWithSpecs(ctx, c, c.Args().Get(1))
	if err != nil {
		return err
	}
	api := export.New(doc.Service(), services, export.Options{
		Title: c.String("title"), Version: c.String("api-version"), Server: c.String("server"),
	})
	a.sayFindings(api.Findings)
	var data []byte
	switch kind {
	case "openapi":
		data = api.OpenAPI(format)
	case "postman":
		data = api.Postman()
	case "http":
		data = api.HTTPFile()
	default:
		data = api.K6()
	}
	return a.deliverFile(c.String("output"), data)
}

// documentFormat is how a document is written: as --format says, else as the
// name of the output does.
func documentFormat(c *cli.Context) (export.Format, error) {
	switch format := c.String("format"); {
	case format == "json", !c.IsSet("format") && strings.HasSuffix(c.String("output"), ".json"):
		return export.JSON, nil
	case format == "yaml":
		return export.YAML, nil
	default:
		return 0, usagef("it is yaml or json", "unknown value %q of --format", format)
	}
}

// deliverFile writes data to a file, or to stdout for none and for "-".
func (a *app) deliverFile(path string, data []byte) error {
	if path != "" && path != "-" {
		return config.WriteFile(path, data)
	}
	_, err := a.stdout.Write(data)
	return err
}

// gatewayWithSpecs reads a configuration, the usual one for "", and the
// documents of --spec, else those of the project.
func (a *app) gatewayWithSpecs(ctx context.Context, c *cli.Context, file string) (*config.Document, []*spec.Service, error) {
	p, err := a.project()
	if err != nil {
		return nil, nil, err
	}
	doc, err := a.readGateway(p, file)
	if err != nil {
		return nil, nil, err
	}
	sources := projectSources(p)
	if c.IsSet("spec") {
		sources = bound(c.StringSlice("spec"))
	}
	services, err := a.loadSpecs(ctx, sources, specOptions{})
	return doc, lint.Located(doc, services), err
}

// readGateway reads a configuration that has to be one.
func (a *app) readGateway(p *project.File, file string) (*config.Document, error) {
	if file == "" {
		var err error
		if file, err = a.configFile(p); err != nil {
			return nil, err
		}
	}
	doc, found, err := a.load(file, "stdin.json")
	if err != nil {
		return nil, err
	}
	for _, f := range found {
		fmt.Fprintln(a.stderr, f)
	}
	return doc, refusal(doc)
}
