// Package exportcmd has the commands that write out what others read: export
// what clients see of a gateway, graph a picture of it, schema the rules of its
// file for editors.
package exportcmd

import (
	"context"
	"slices"
	"strings"

	"github.com/urfave/cli/v2"

	"github.com/gatewright/gatewright/cmd/gatewright/internal/exit"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/input"
	"github.com/gatewright/gatewright/cmd/gatewright/internal/option"
	"github.com/gatewright/gatewright/generate/export"
)

// Forms are what a gateway is exported as.
var Forms = []string{"openapi", "postman", "http", "k6"}

// action does what the commands here do, each in a method.
type action struct{ input.Inputs }

// Export is the command export.
func Export(in input.Inputs) *cli.Command {
	a := action{in}
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
		Flags: append([]cli.Flag{
			option.Spec(),
			option.Output(),
			option.Format("yaml", "json"),
			&cli.StringFlag{Name: "url", Usage: "the `URL` at which clients find the gateway"},
			&cli.StringFlag{Name: "title", Usage: "the `TITLE` of the document", DefaultText: "the name of the configuration"},
			&cli.StringFlag{Name: "api-version", Value: "1", Usage: "the `VERSION` of the document"},
		}, option.Templates()...),
		Action: func(c *cli.Context) error { return a.export(c.Context, c) },
	}
}

func (a action) export(ctx context.Context, c *cli.Context) error {
	kind := c.Args().First()
	switch {
	case !slices.Contains(Forms, kind):
		return exit.Usagef("it is one of "+strings.Join(Forms, ", "), "say what to export")
	case c.NArg() > 2:
		return exit.Usagef("", "name one configuration")
	case c.IsSet("format") && kind != "openapi":
		return exit.Usagef("leave it out", "--format is for openapi only")
	}
	doc, services, err := a.Gateway(ctx, c, c.Args().Get(1))
	if err != nil {
		return err
	}
	api := export.New(doc.Service(), services, export.Options{
		Title: c.String("title"), Version: c.String("api-version"), Server: c.String("url"),
	})
	a.SayFindings(api.Findings)
	var data []byte
	switch kind {
	case "openapi":
		data = api.OpenAPI(documentFormat(c))
	case "postman":
		data = api.Postman()
	case "http":
		data = api.HTTPFile()
	default:
		data = api.K6()
	}
	return a.Deliver(c.String("output"), data)
}

// documentFormat is how a document is written: as --format says, else as the
// name of the output does.
func documentFormat(c *cli.Context) export.Format {
	if c.String("format") == "json" || !c.IsSet("format") && strings.HasSuffix(c.String("output"), ".json") {
		return export.JSON
	}
	return export.YAML
}
